// Bare sends a file as it is with go-mail, and does nothing else: what a send costs at least.
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/wneessen/go-mail"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: bare HOST:PORT FROM TO FILE")
		os.Exit(2)
	}
	if err := send(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

func send(server, from, to, file string) error {
	wire, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	host, text, err := net.SplitHostPort(server)
	if err != nil {
		return err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return err
	}
	client, err := mail.NewClient(host, mail.WithPort(port), mail.WithTLSPolicy(mail.NoTLS), mail.WithoutNoop())
	if err != nil {
		return err
	}
	c, err := client.DialToSMTPClientWithContext(context.Background())
	if err != nil {
		return err
	}
	if err := c.Mail("<" + from + ">"); err != nil {
		return err
	}
	if err := c.Rcpt("<" + to + ">"); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(wire); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}
