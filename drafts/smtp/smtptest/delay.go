package smtptest

import (
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Delay returns a port of this machine that forwards to an address with a round-trip time. It does not limit the
// bandwidth. It ends with the test.
func Delay(t testing.TB, host string, port int, roundTrip time.Duration) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{to: net.JoinHostPort(host, strconv.Itoa(port)), oneWay: roundTrip / 2}
	p.running.Go(func() { p.accept(l) })
	t.Cleanup(func() {
		_ = l.Close()
		p.close()
	})
	return l.Addr().(*net.TCPAddr).Port
}

// proxy forwards between pairs of connections.
type proxy struct {
	to      string
	oneWay  time.Duration
	running sync.WaitGroup

	mu     sync.Mutex
	open   []io.Closer
	closed bool
}

func (p *proxy) accept(l net.Listener) {
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		p.running.Go(func() { p.join(near) })
	}
}

func (p *proxy) join(near net.Conn) {
	time.Sleep(2 * p.oneWay) // as the handshake would take
	far, err := net.Dial("tcp", p.to)
	if err != nil {
		_ = near.Close()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		_, _ = near.Close(), far.Close()
		return
	}
	p.open = append(p.open, near, far)
	p.running.Go(func() { p.carry(near, far) })
	p.running.Go(func() { p.carry(far, near) })
}

func (p *proxy) close() {
	p.mu.Lock()
	p.closed = true
	for _, c := range p.open {
		_ = c.Close()
	}
	p.mu.Unlock() // before Wait, because join takes it and finds the proxy closed
	p.running.Wait()
}

// piece is data in flight.
type piece struct {
	due  time.Time
	text []byte
}

// carry forwards one direction of a connection: each piece when it is due, and then the end.
func (p *proxy) carry(from io.Reader, to io.WriteCloser) {
	inFlight := make(chan piece, 4096)
	p.running.Go(func() {
		for next := range inFlight {
			time.Sleep(time.Until(next.due))
			_, _ = to.Write(next.text) // if it fails, the other direction ends too
		}
		_ = to.Close()
	})
	for {
		text := make([]byte, window)
		n, err := from.Read(text)
		inFlight <- piece{time.Now().Add(p.oneWay), text[:n]}
		if err != nil {
			close(inFlight)
			return
		}
	}
}
