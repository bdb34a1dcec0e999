package disk

import (
	"errors"
	"io/fs"
	"runtime"
	"syscall"
	"time"
)

// Fault says why the system refused a file or a folder, by the same code on every system. It is needed because Windows has
// error numbers of its own, which package syscall does not map to those of POSIX.
type Fault string

// The faults for which package fs has no error.
const (
	FaultFull      Fault = "full"       // no room on the disk, or no more for this user
	FaultReadOnly  Fault = "read_only"  // the file system cannot be written
	FaultBusy      Fault = "busy"       // another program has the file open, which only Windows minds
	FaultName      Fault = "bad_name"   // too long, or with a character that no file name may have
	FaultIsFolder  Fault = "is_folder"  // it is a folder
	FaultNotFolder Fault = "not_folder" // a part of the path is not a folder
)

// FaultOf returns the fault that an error reports; "" for any other error.
func FaultOf(err error) Fault { return faultOn(runtime.GOOS, err) }

// posixFaults are those of all systems, because package os returns some of them on Windows too.
var posixFaults = map[syscall.Errno]Fault{
	syscall.ENOSPC:       FaultFull,
	syscall.EDQUOT:       FaultFull,
	syscall.EROFS:        FaultReadOnly,
	syscall.EISDIR:       FaultIsFolder,
	syscall.ENOTDIR:      FaultNotFolder,
	syscall.ENAMETOOLONG: FaultName,
}

var windowsFaults = map[syscall.Errno]Fault{
	19:   FaultReadOnly,  // ERROR_WRITE_PROTECT
	32:   FaultBusy,      // ERROR_SHARING_VIOLATION
	33:   FaultBusy,      // ERROR_LOCK_VIOLATION
	39:   FaultFull,      // ERROR_HANDLE_DISK_FULL
	112:  FaultFull,      // ERROR_DISK_FULL
	123:  FaultName,      // ERROR_INVALID_NAME
	206:  FaultName,      // ERROR_FILENAME_EXCED_RANGE
	267:  FaultNotFolder, // ERROR_DIRECTORY
	1295: FaultFull,      // ERROR_DISK_QUOTA_EXCEEDED
}

func faultOn(system string, err error) Fault {
	var number syscall.Errno
	if !errors.As(err, &number) {
		return ""
	}
	if fault, ok := windowsFaults[number]; ok && system == "windows" {
		return fault
	}
	return posixFaults[number]
}

// openElsewhere reports whether a file could not be renamed or removed because another program has it open. Windows calls
// that "access denied" if it is the file to be replaced.
func openElsewhere(system string, err error) bool {
	return faultOn(system, err) == FaultBusy || system == "windows" && errors.Is(err, fs.ErrPermission)
}

// patiently calls do again for a second while another program has the file open. On Windows virus scanners and indexers open
// every new file for a moment, and an open file can be neither renamed nor removed.
func patiently(system string, do func() error) error {
	err := do()
	for pause := time.Millisecond; openElsewhere(system, err) && pause <= 512*time.Millisecond; pause *= 2 {
		time.Sleep(pause)
		err = do()
	}
	return err
}
