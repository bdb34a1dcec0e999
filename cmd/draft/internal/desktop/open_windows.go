package desktop

import "golang.org/x/sys/windows"

// windowsOpen opens a file as a double click does, or an address in the browser.
func windowsOpen(path string) error {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	if err := windows.ShellExecute(0, nil, name, nil, nil, windows.SW_SHOWNORMAL); err != nil {
		return &Error{Code: Refused, Err: err}
	}
	return nil
}
