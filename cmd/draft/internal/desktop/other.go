//go:build !windows

package desktop

import "context"

// windowsOpen is not called on this platform.
func windowsOpen(string) error { return &Error{Code: Refused} }

// windowsClipboard is not called on this platform.
func windowsClipboard(context.Context, string) error { return &Error{Code: Refused} }
