package desktop

import (
	"reflect"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// TestTheClipboardOfWindows reads the text back.
func TestTheClipboardOfWindows(t *testing.T) {
	for _, text := range []string{"申请退款。\n订单号4200002345202611181234567890。😀", "a", strings.Repeat("退", 100_000)} {
		way, err := Desktop{Env: nothing}.Copy(t.Context(), text)
		if err != nil || way != (Way{}) {
			t.Fatalf("%+v, %v", way, err)
		}
		if got := clipboardText(t); got != text {
			t.Errorf("%d bytes, want %d", len(got), len(text))
		}
	}
}

func nothing(string) (string, bool) { return "", false }

func clipboardText(t *testing.T) string {
	t.Helper()
	if opened, _, err := openClipboard.Call(0); opened == 0 {
		t.Fatal(err)
	}
	defer closeClipboard.Call() //nolint:errcheck // a test
	memory, _, err := user32.NewProc("GetClipboardData").Call(cfUnicodeText)
	if memory == 0 {
		t.Fatal(err)
	}
	size, _, _ := kernel32.NewProc("GlobalSize").Call(memory)
	place, _, err := globalLock.Call(memory)
	if place == 0 {
		t.Fatal(err)
	}
	defer globalUnlock.Call(memory) //nolint:errcheck // a test
	units := make([]uint16, size/2)
	_, _, _ = rtlMoveMemory.Call(uintptr(unsafe.Pointer(&units[0])), place, size)
	return syscall.UTF16ToString(units)
}

// TestWordsOnWindows checks that a backslash is not an escape.
func TestWordsOnWindows(t *testing.T) {
	got, err := splitCommand(`"C:\Program Files\编辑\ed.exe" -n C:\a\b`)
	if want := []string{`C:\Program Files\编辑\ed.exe`, "-n", `C:\a\b`}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}
