//go:build !windows

package term

import "os"

// obeysSequences is true, because every terminal of these platforms obeys escape sequences unless TERM says that it is dumb.
func obeysSequences(*os.File) bool { return true }

// systemLocale returns nothing, because the variables of the locale are the system's own here.
func systemLocale() string { return "" }
