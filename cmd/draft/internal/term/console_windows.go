package term

import (
	"os"

	"golang.org/x/sys/windows"
)

// obeysSequences makes a console obey escape sequences, because it does not by default, and reports whether it does. A legacy
// console cannot. It is true for a file and a pipe, where it does not matter.
func obeysSequences(out *os.File) bool {
	var mode uint32
	handle := windows.Handle(out.Fd())
	if windows.GetConsoleMode(handle, &mode) != nil {
		return true
	}
	return windows.SetConsoleMode(handle, mode|windows.ENABLE_PROCESSED_OUTPUT|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// systemLocale returns the language in which the user sees Windows, which sets no variable for it.
func systemLocale() string {
	languages, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(languages) == 0 {
		return ""
	}
	return languages[0]
}
