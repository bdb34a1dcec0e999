package desktop

import (
	"cmp"
	"fmt"
	"os/user"
	"strings"

	"github.com/kballard/go-shellquote"
)

// Fetch returns the command that copies files of this machine to the one that the user sits at, by the address and port of the SSH
// connection. It returns "" if the user sits at this machine.
func (d Desktop) Fetch(paths []string) string {
	name, server, port := d.sshServer()
	if server == "" || len(paths) == 0 {
		return ""
	}
	if strings.Contains(server, ":") {
		server = "[" + server + "]"
	}
	words := []string{"scp"}
	if port != "22" {
		words = append(words, "-P", port)
	}
	for _, path := range paths {
		words = append(words, name+"@"+server+":"+path)
	}
	return shellquote.Join(append(words, ".")...)
}

// Tunnel returns the command that makes a port of 127.0.0.1 on this machine one of the machine that the user sits at, or "" if that is
// this one.
func (d Desktop) Tunnel(port int) string {
	name, server, sshPort := d.sshServer()
	if server == "" {
		return ""
	}
	words := []string{"ssh", "-N", "-L", fmt.Sprintf("%d:127.0.0.1:%d", port, port)}
	if sshPort != "22" {
		words = append(words, "-p", sshPort)
	}
	return shellquote.Join(append(words, name+"@"+server)...)
}

// sshServer returns as whom, at which address and at which port the user logged in to this machine; "" if the user sits at it.
func (d Desktop) sshServer() (name, server, port string) {
	connection := strings.Fields(d.env("SSH_CONNECTION")) // client, its port, server, its port
	if len(connection) != 4 {
		return "", "", ""
	}
	name = cmp.Or(d.env("USER"), d.env("LOGNAME"))
	if u, err := user.Current(); name == "" && err == nil {
		name = u.Username
	}
	return name, connection[2], connection[3]
}
