package main

import (
	"net"
	"time"
)

// listenFar listens for a server that is as far away as the delay says: what is sent arrives that much later, both ways,
// however much of it is on its way.
func listenFar(server string, delay time.Duration) (net.Listener, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				time.Sleep(3 * delay) // the three ways of a handshake
				far, err := net.Dial("tcp", server)
				if err != nil {
					near.Close() //nolint:errcheck,gosec // nothing was said
					return
				}
				go carry(near.(*net.TCPConn), far.(*net.TCPConn), delay)
				carry(far.(*net.TCPConn), near.(*net.TCPConn), delay)
			}()
		}
	}()
	return l, nil
}

type parcel struct {
	due  time.Time
	data []byte
}

// carry takes what one end sends to the other, later, and its end of file too.
func carry(from, to *net.TCPConn, delay time.Duration) {
	way := make(chan parcel, 1<<12) // more than both ends have under way
	go func() {
		defer to.CloseWrite() //nolint:errcheck // the other end may be gone
		for p := range way {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.data); err != nil {
				from.Close() //nolint:errcheck,gosec // which ends the reading
			}
		}
	}()
	defer close(way)
	for {
		buffer := make([]byte, 32<<10)
		n, err := from.Read(buffer)
		if n > 0 {
			way <- parcel{time.Now().Add(delay), buffer[:n]}
		}
		if err != nil {
			return
		}
	}
}
