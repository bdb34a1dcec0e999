package smtptest

import (
	"encoding/json"
	"fmt"
	"io"
)

// Run runs a server as a process, for a test binary that starts itself again. It writes its address as the first line
// of out, and then reads commands from in, one per line: "messages", "verbs" and "connections" write what the methods
// of these names return, as a line of JSON. It returns when in ends.
func Run(c Config, in io.Reader, out io.Writer) error {
	s, err := New(c)
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Fprintln(out, s.Address())
	answers := json.NewEncoder(out)
	for {
		var command string
		if _, err := fmt.Fscanln(in, &command); err != nil {
			return nil //nolint:nilerr // the end of the commands is the end of the server
		}
		var answer any = "unknown command"
		switch command {
		case "messages":
			answer = s.Messages()
		case "verbs":
			answer = s.Verbs()
		case "connections":
			answer = s.Connections()
		}
		if err := answers.Encode(answer); err != nil {
			return err
		}
	}
}
