package smtp

import (
	"net"
	"net/netip"
	"time"
)

// maxRead is how much a server may send in one stage. Replies, certificates and session tickets are a small part of it.
const maxRead = 1 << 20

// wire is the TCP connection, below TLS. If it is closed or its deadline passes, whatever reads or writes above returns.
type wire struct {
	net.Conn
	left    int // bytes that may still be read in this stage
	written int // bytes that were written in this stage, as TLS has them
}

// begin begins a stage.
func (w *wire) begin(deadline time.Time) {
	w.left, w.written = maxRead, 0
	_ = w.SetDeadline(deadline) // fails if the connection is closed, and then so does the stage
}

func (w *wire) Read(p []byte) (int, error) {
	if w.left <= 0 {
		return 0, &Error{Code: TooMuch}
	}
	n, err := w.Conn.Read(p[:min(len(p), w.left)])
	w.left -= n
	return n, err
}

func (w *wire) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	w.written += n
	return n, err
}

// cut closes the connection. The system still sends what was written.
func (w *wire) cut() { _ = w.Close() }

// abort closes the connection and discards what the system has not sent yet.
func (w *wire) abort() {
	if tcp, ok := w.Conn.(interface{ SetLinger(seconds int) error }); ok {
		_ = tcp.SetLinger(0)
	}
	_ = w.Close()
}

// isLoopback reports whether the other end is on this machine. The name of a host alone does not tell.
func (w *wire) isLoopback() bool {
	address, err := netip.ParseAddrPort(w.RemoteAddr().String())
	return err == nil && address.Addr().Unmap().IsLoopback()
}
