package desktop

import (
	"cmp"
	"os/user"
	"strings"

	"github.com/kballard/go-shellquote"
)

// Fetch returns the command that copies files of this machine to the one that the user sits at, by the address and port of the SSH
// connection. It returns "" if the user sits at this machine.
func (d Desktop) Fetch(paths []string) string {
	connection := strings.Fields(d.env("SSH_CONNECTION")) // client, its port, server, its port
	if len(connection) != 4 || len(paths) == 0 {
		return ""
	}
	server, port := connection[2], connection[3]
	if strings.Contains(server, ":") {
		server = "[" + server + "]"
	}
	words := []string{"scp"}
	if port != "22" {
		words = append(words, "-P", port)
	}
	name := cmp.Or(d.env("USER"), d.env("LOGNAME"))
	if u, err := user.Current(); name == "" && err == nil {
		name = u.Username
	}
	for _, path := range paths {
		words = append(words, name+"@"+server+":"+path)
	}
	return shellquote.Join(append(words, ".")...)
}
