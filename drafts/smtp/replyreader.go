package smtp

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/textproto"
)

// replyReader is a connection that passes on what a server says line by line, and returns a textproto.ProtocolError instead
// of a line that is not one of a reply (RFC 5321, 4.2). textproto alone waits for the end of a reply whose lines have
// different codes, and takes a line for complete that ends with the connection, which may be only the beginning of one.
type replyReader struct {
	net.Conn
	in   *bufio.Reader
	read []byte // of a line whose end has not come
	line []byte // what of a whole line was not passed on yet
	code string // of the reply that is being read; "" between two replies
}

// newReplyReader returns a connection to a server that has said something already.
func newReplyReader(conn net.Conn, said string) *replyReader {
	return &replyReader{Conn: conn, in: bufio.NewReader(conn), line: []byte(said)}
}

// begun reports whether more of what the server said has come than was passed on.
func (r *replyReader) begun() bool { return len(r.line)+len(r.read)+r.in.Buffered() > 0 }

func (r *replyReader) Read(p []byte) (int, error) {
	if len(r.line) == 0 {
		if err := r.readLine(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.line)
	r.line = r.line[n:]
	return n, nil
}

// readLine reads the next line. After a deadline it can be called again. The length of a line is limited by maxRead.
func (r *replyReader) readLine() error {
	for {
		part, err := r.in.ReadSlice('\n')
		r.read = append(r.read, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(r.read) > 0 || r.code != ""):
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
		line, err := r.check(r.read)
		r.line, r.read = line, r.read[:0] // line is passed on before the next is read
		return err
	}
}

// check returns a line as it is passed on. A server may break the text of a longer reply into lines without a code.
func (r *replyReader) check(line []byte) ([]byte, error) {
	text := bytes.TrimRight(line, "\r\n")
	code, last, ok := parseCode(text)
	switch {
	case !ok && r.code == "":
		return nil, textproto.ProtocolError(text)
	case !ok:
		return line, nil
	case r.code != "" && code != r.code:
		return nil, textproto.ProtocolError(r.code + "-… " + string(text))
	}
	r.code = code
	if last {
		r.code = ""
	}
	if len(text) == len(code) {
		return []byte(code + " \r\n"), nil // a code alone is a reply, but textproto wants the blank
	}
	return line, nil
}

// parseCode returns the code that a line begins with, and whether it is the last line of its reply.
func parseCode(text []byte) (code string, last, ok bool) {
	if len(text) < 3 || text[0] < '2' || text[0] > '5' || !isDigit(text[1]) || !isDigit(text[2]) {
		return "", false, false
	}
	switch code = string(text[:3]); {
	case len(text) == 3 || text[3] == ' ':
		return code, true, true
	case text[3] == '-':
		return code, false, true
	}
	return "", false, false
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
