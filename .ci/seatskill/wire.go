package main

import (
	"net"
	"sync"
	"time"
)

// wire is the way of one seat to the database, which can be cut.
type wire struct {
	to string // the socket of the server

	mu   sync.Mutex
	open map[*way]bool
}

// way is one connection.
type way struct {
	seat, server net.Conn

	mu   sync.Mutex
	deaf bool // the seat hears nothing more
}

// listen makes a socket that leads to another one.
func listen(socket, to string) (*wire, net.Listener, error) {
	l, err := net.Listen("unix", socket)
	if err != nil {
		return nil, nil, err
	}
	w := &wire{to: to, open: map[*way]bool{}}
	go func() {
		for {
			seat, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", to)
			if err != nil {
				seat.Close() //nolint:errcheck,gosec // as a server that is not there
				continue
			}
			go w.carry(&way{seat: seat, server: server})
		}
	}()
	return w, l, nil
}

// carry carries both directions until one of them ends.
func (w *wire) carry(c *way) {
	w.mu.Lock()
	w.open[c] = true
	w.mu.Unlock()
	go c.copy(c.server, c.seat, func() bool { return true })
	c.copy(c.seat, c.server, c.hears)
	w.mu.Lock()
	delete(w.open, c)
	w.mu.Unlock()
}

func (c *way) hears() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.deaf
}

func (c *way) copy(to, from net.Conn, passes func() bool) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && passes() {
			_, _ = to.Write(buffer[:n]) // if that fails, the other direction ends too
		}
		if err != nil {
			_, _ = to.Close(), from.Close()
			return
		}
	}
}

// cut lets every connection lose the answers of the server, and a little later breaks it: what was sent is done, and the seat
// does not know. It reports whether there was one.
func (w *wire) cut() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.open {
		c.mu.Lock()
		c.deaf = true
		c.mu.Unlock()
		time.AfterFunc(30*time.Millisecond, func() { _, _ = c.seat.Close(), c.server.Close() })
	}
	return len(w.open) > 0
}
