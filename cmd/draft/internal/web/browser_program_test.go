//go:build unix

package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// program is a `draft web` that runs, with a home of its own.
type program struct {
	t        *testing.T
	path     string
	home     string
	language string
	address  string // with the token, which is good for one browser
	origin   string
	process  *os.Process
}

// draft returns the path of the program: that of DRAFT, else one that is built once.
var draft = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("DRAFT"); path != "" {
		return path, nil
	}
	folder, err := os.MkdirTemp("", "draft-web")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "draft")
	out, err := exec.Command("go", "build", "-o", path, "draft/cmd/draft").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func newProgram(t *testing.T) *program {
	t.Helper()
	path, err := draft()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, path: path, home: t.TempDir(), language: "zh"}
	p.start()
	t.Cleanup(p.kill)
	return p
}

// command returns a command of draft in the home of the program.
func (p *program) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.path, args...)
	cmd.Env = []string{"HOME=" + p.home, "DRAFT_LANG=" + p.language, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + p.home}
	return cmd
}

// output runs a command of draft, which must succeed, and returns what it prints.
func (p *program) output(args ...string) string {
	p.t.Helper()
	return p.run(0, args...)
}

// run runs a command of draft, which must end with a code, and returns what it prints.
func (p *program) run(code int, args ...string) string {
	p.t.Helper()
	var out, said bytes.Buffer
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != code {
		p.t.Fatalf("draft %s: %v\n%s", strings.Join(args, " "), err, &said)
	}
	return out.String()
}

// start starts the server and waits for its address.
func (p *program) start() {
	p.t.Helper()
	cmd := p.command("web", "--no-browser")
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.process = cmd.Process
	p.address, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		p.t.Fatalf("draft web: %v\n%s", err, &said)
	}
	p.address = strings.TrimSpace(p.address)
	p.origin, _, _ = strings.Cut(p.address, "/?")
}

// kill ends the server as kill -9 does.
func (p *program) kill() {
	_ = p.process.Kill()
	_, _ = p.process.Wait()
}

// hold stops the server in the middle of what it does; resume lets it go on.
func (p *program) hold()   { _ = p.process.Signal(syscall.SIGSTOP) }
func (p *program) resume() { _ = p.process.Signal(syscall.SIGCONT) }
