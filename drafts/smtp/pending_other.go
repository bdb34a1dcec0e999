//go:build !unix

package smtp

// pending returns false, because this system cannot tell without blocking.
func (w *wire) pending() bool { return false }
