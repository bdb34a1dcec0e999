//go:build !unix

package smtp

// pending cannot be told here without waiting.
func (w *wire) pending() bool { return false }
