// Bare creates files as a list says, and does nothing else: what letters in files of their own cost at least. A line of
// the list is a size and a name; the bytes are those of one letter, over and over.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: bare LIST LETTER FOLDER")
		os.Exit(2)
	}
	if err := create(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

func create(list, letter, folder string) error {
	content, err := os.ReadFile(letter)
	if err != nil {
		return err
	}
	f, err := os.Open(list)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it is only read
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		text, name, _ := strings.Cut(lines.Text(), " ")
		size, err := strconv.Atoi(text)
		if err != nil {
			return err
		}
		for len(content) < size {
			content = append(content, bytes.Clone(content)...)
		}
		if err := write(filepath.Join(folder, name), content[:size]); err != nil {
			return err
		}
	}
	return lines.Err()
}

func write(name string, content []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Close()
}
