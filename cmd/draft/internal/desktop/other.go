//go:build !windows

package desktop

import "context"

// windowsOpen is for Windows alone.
func windowsOpen(string) error { return &Error{Code: Refused} }

// windowsClipboard is for Windows alone.
func windowsClipboard(context.Context, string) error { return &Error{Code: Refused} }
