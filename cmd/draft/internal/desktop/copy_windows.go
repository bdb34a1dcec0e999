package desktop

import (
	"context"
	"errors"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The functions of the clipboard are looked up when they are first called. No library is used, because those that exist
// load user32.dll when draft starts, and one of them hides errors.
var (
	user32           = windows.NewLazySystemDLL("user32.dll")
	openClipboard    = user32.NewProc("OpenClipboard")
	closeClipboard   = user32.NewProc("CloseClipboard")
	emptyClipboard   = user32.NewProc("EmptyClipboard")
	setClipboardData = user32.NewProc("SetClipboardData")

	kernel32      = windows.NewLazySystemDLL("kernel32.dll")
	globalAlloc   = kernel32.NewProc("GlobalAlloc")
	globalFree    = kernel32.NewProc("GlobalFree")
	globalLock    = kernel32.NewProc("GlobalLock")
	globalUnlock  = kernel32.NewProc("GlobalUnlock")
	rtlMoveMemory = kernel32.NewProc("RtlMoveMemory")
)

const (
	cfUnicodeText = 13
	gmemMoveable  = 2
)

// windowsClipboard puts a text on the clipboard.
func windowsClipboard(ctx context.Context, text string) error {
	if err := user32.Load(); err != nil { // a server without windows
		return &Error{Code: NotFound, Name: user32.Name, Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, toolTimeout)
	defer cancel()
	// The clipboard belongs to the thread that opened it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for {
		opened, _, err := openClipboard.Call(0)
		if opened != 0 {
			break
		}
		// Another program has it open, usually for a few milliseconds.
		select {
		case <-ctx.Done():
			return &Error{Code: Refused, Err: err}
		case <-time.After(10 * time.Millisecond):
		}
	}
	err := setText(text)
	if closed, _, closing := closeClipboard.Call(); closed == 0 {
		err = errors.Join(err, closing)
	}
	if err != nil {
		return &Error{Code: Refused, Err: err}
	}
	return nil
}

// setText fills the open clipboard.
func setText(text string) error {
	units, err := windows.UTF16FromString(text)
	if err != nil {
		return err
	}
	size := uintptr(len(units)) * unsafe.Sizeof(units[0])
	if done, _, err := emptyClipboard.Call(); done == 0 {
		return err
	}
	memory, _, err := globalAlloc.Call(gmemMoveable, size)
	if memory == 0 {
		return err
	}
	place, _, err := globalLock.Call(memory)
	if place == 0 {
		_, _, _ = globalFree.Call(memory)
		return err
	}
	_, _, _ = rtlMoveMemory.Call(place, uintptr(unsafe.Pointer(&units[0])), size)
	_, _, _ = globalUnlock.Call(memory)
	// If this succeeds, the clipboard owns the memory.
	if done, _, err := setClipboardData.Call(cfUnicodeText, memory); done == 0 {
		_, _, _ = globalFree.Call(memory)
		return err
	}
	return nil
}
