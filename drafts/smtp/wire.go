package smtp

import (
	"bytes"
	"net"
	"net/netip"
	"time"
)

// talk is how much a server may say in one stage. Replies, certificates and session tickets are a small part of it.
const talk = 1 << 20

// wire is the connection under TLS. A deadline or its closing interrupts what is above it.
type wire struct {
	net.Conn
	left      int // what may still be read in this stage
	written   int // what left in this stage, as TLS has it
	gathering bool
	gathered  bytes.Buffer // what is written meanwhile
}

// begin begins a stage.
func (w *wire) begin(deadline time.Time) {
	w.left, w.written = talk, 0
	_ = w.SetDeadline(deadline) // it fails where the connection is closed, which the stage will find out
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
	if w.gathering {
		return w.gathered.Write(p)
	}
	n, err := w.Conn.Write(p)
	w.written += n
	return n, err
}

// gather keeps back what is written from now on: TLS makes a Write of every record.
func (w *wire) gather() {
	w.gathering = true
	w.gathered.Reset()
}

// release sends what was gathered in one Write.
func (w *wire) release() error {
	w.gathering = false
	_, err := w.Write(w.gathered.Bytes())
	return err
}

// cut closes the connection. What was written still goes out.
func (w *wire) cut() { _ = w.Close() }

// abort closes the connection and takes back what has not left yet.
func (w *wire) abort() {
	if tcp, ok := w.Conn.(interface{ SetLinger(seconds int) error }); ok {
		_ = tcp.SetLinger(0)
	}
	_ = w.Close()
}

// stays tells whether the other end is on this machine. The name of a host may lead anywhere.
func (w *wire) stays() bool {
	address, err := netip.ParseAddrPort(w.RemoteAddr().String())
	return err == nil && address.Addr().Unmap().IsLoopback()
}
