package smtp_test

import (
	"bufio"
	"fmt"
	"net"
	"sync"
	"testing"
)

// spy is a server that accepts everything and keeps every byte.
type spy struct {
	port int
	mu   sync.Mutex
	text string
	done sync.WaitGroup
}

func newSpy(t *testing.T) *spy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &spy{port: l.Addr().(*net.TCPAddr).Port}
	s.done.Go(func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close() //nolint:errcheck // the end of a test
		fmt.Fprint(c, "220 spy\r\n")
		for in := bufio.NewReader(c); ; {
			line, err := in.ReadString('\n')
			s.mu.Lock()
			s.text += line
			s.mu.Unlock()
			if err != nil {
				return
			}
			answer := "250 ok\r\n"
			if line == "QUIT\r\n" {
				answer = "221 bye\r\n"
			}
			fmt.Fprint(c, answer)
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		s.done.Wait()
	})
	return s
}

func (s *spy) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text
}
