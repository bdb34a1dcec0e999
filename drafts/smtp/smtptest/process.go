package smtptest

import (
	"encoding/json"
	"fmt"
	"io"
)

// Run is a server as a process: it says its address in the first line of out, then takes commands, one a line, until
// in ends: "messages", "verbs" and "connections" give what the methods of these names do, as a line of JSON.
// It is meant for a test binary that starts itself again.
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
