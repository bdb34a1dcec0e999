// Sendbench times a single letter, as whole processes in turn: draft beside a program that only sends its bytes.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	from   = "zhangsan@example.com"
	to     = "feedback@douyin.com"
	warmUp = 3
)

type bench struct {
	draft, bare, answers, server, folder string
}

func main() {
	var b bench
	flag.StringVar(&b.draft, "draft", "", "the program")
	flag.StringVar(&b.bare, "bare", "", "the program that only sends")
	flag.StringVar(&b.answers, "answers", "", "an answers file of a refund")
	flag.StringVar(&b.server, "server", "", "HOST:PORT of a server that takes everything")
	flag.StringVar(&b.folder, "folder", "", "an empty folder")
	singles := flag.Int("singles", 60, "rounds of one message")
	flag.Parse()
	if err := b.single(*singles); err != nil {
		fmt.Fprintln(os.Stderr, "sendbench:", err)
		os.Exit(1)
	}
}

// single sends a kept letter by draft, from its freezing to its end, and its bytes by the bare program.
func (b *bench) single(rounds int) error {
	folder := filepath.Join(b.folder, "single")
	var file string
	var ours, theirs, over []float64
	for round := -warmUp; round < rounds; round++ {
		order := fmt.Sprintf("order_no=42000023452026111812%08d", round+warmUp)
		if _, err := b.run(b.draft, "refund", "--answers", b.answers, "--set", order, "--to", to, "--no-input", "--store", folder, "-o", "-"); err != nil {
			return err
		}
		d, err := b.run(b.draft, "send", "--yes", "--store", folder, "--smtp=smtp://"+b.server)
		if err != nil {
			return err
		}
		if file == "" {
			files, err := filepath.Glob(filepath.Join(folder, "messages", "*.eml"))
			if err != nil || len(files) != 1 {
				return fmt.Errorf("messages: %v %w", files, err)
			}
			file = files[0]
		}
		s, err := b.run(b.bare, b.server, from, to, file)
		if err != nil {
			return err
		}
		if round >= 0 {
			ours, theirs, over = append(ours, ms(d)), append(theirs, ms(s)), append(over, ms(d-s))
		}
	}
	fmt.Printf("one letter with two attachments, medians of %d rounds:\n", rounds)
	fmt.Printf("%10.2f ms  draft send\n%10.2f ms  a bare go-mail program\n%+10.2f ms  more\n", at(ours, 0.5), at(theirs, 0.5), at(over, 0.5))
	return nil
}

// run times a command, which fails with its own words if it fails.
func (b *bench) run(name string, args ...string) (time.Duration, error) {
	var said bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stderr = &said
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if err != nil {
		return 0, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, said.Bytes())
	}
	return took, nil
}

// at gives the value below which the share q of the values lies.
func at(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
