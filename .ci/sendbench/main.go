// Sendbench times sending, as whole processes in turn with those of others: many letters that wait beside as many
// messages of Postfix's smtp-source, and one letter beside a program that only sends its bytes.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

const (
	size   = 10 << 10 // of a message, as of those of smtp-source
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
	many := flag.Int("many", 2000, "messages over one connection")
	rounds := flag.Int("rounds", 5, "rounds of those")
	singles := flag.Int("singles", 60, "rounds of one message")
	flag.Parse()
	err := b.many(*many, *rounds)
	if err == nil {
		err = b.single(*singles)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sendbench:", err)
		os.Exit(1)
	}
}

// many sends the same number of messages over one connection by draft and by smtp-source.
func (b *bench) many(count, rounds int) error {
	var ours, theirs, ratios []float64
	for round := range rounds {
		folder := filepath.Join(b.folder, fmt.Sprint("many", round))
		if err := fill(folder, count); err != nil {
			return err
		}
		d, err := b.run(b.draft, "send", "--queued", "--yes", "--json", "--store", folder, "--smtp=smtp://"+b.server)
		if err != nil {
			return err
		}
		if n, err := sent(folder); err != nil || n != count {
			return fmt.Errorf("%d sent of %d: %w", n, count, err)
		}
		s, err := b.run("smtp-source", "-d", "-l", fmt.Sprint(size), "-m", fmt.Sprint(count), "-s", "1", "-f", from, "-t", to, b.server)
		if err != nil {
			return err
		}
		ours = append(ours, float64(count)/d.Seconds())
		theirs = append(theirs, float64(count)/s.Seconds())
		ratios = append(ratios, s.Seconds()/d.Seconds())
	}
	fmt.Printf("%d messages of 10 KB over one connection, medians of %d rounds:\n", count, rounds)
	fmt.Printf("%10.0f /s  draft send --queued\n%10.0f /s  smtp-source\n%10.3f     draft to smtp-source\n",
		at(ours, 0.5), at(theirs, 0.5), at(ratios, 0.5))
	return nil
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

// fill makes a store of letters that wait to be sent.
func fill(folder string, count int) error {
	s, err := store.Open(folder, store.Options{})
	if err != nil {
		return err
	}
	work := make(chan int)
	var group sync.WaitGroup
	var once sync.Once
	var fault error
	for range 16 { // so that they share what is written to the disk
		group.Go(func() {
			for i := range work {
				if err := adopt(s, i); err != nil {
					once.Do(func() { fault = err })
				}
			}
		})
	}
	for i := range count {
		work <- i
	}
	close(work)
	group.Wait()
	if err := s.Close(); fault == nil {
		fault = err
	}
	return fault
}

func adopt(s *store.Store, i int) error {
	id := fmt.Sprintf("bench%08d", i)
	message := "<" + id + "@example.com>"
	var wire bytes.Buffer
	fmt.Fprintf(&wire, "From: <%s>\r\nTo: <%s>\r\nSubject: letter %d\r\nDate: Wed, 18 Nov 2026 20:15:00 +0800\r\nMessage-ID: %s\r\n"+
		"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", from, to, i, message)
	line := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("x"), 57)) + "\r\n"
	for wire.Len()+len(line) <= size {
		wire.WriteString(line)
	}
	letter := store.Letter{
		ID: id, Created: time.Now(), Subject: fmt.Sprint("letter ", i), From: from, To: []string{to}, Key: id, Content: []byte("null"),
	}
	return s.Adopt(context.Background(), letter, outbox.Message{From: from, To: []string{to}, Wire: wire.Bytes()}, store.Frozen{MessageID: message}, false)
}

// sent counts the letters that the store says are sent.
func sent(folder string) (int, error) {
	s, err := store.Open(folder, store.Options{})
	if err != nil {
		return 0, err
	}
	defer s.Close() //nolint:errcheck // it was only read
	n := 0
	for _, err := range s.List(context.Background(), store.Filter{Statuses: []drafts.Status{drafts.StatusSent}}) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// at gives the value below which the share q of the values lies.
func at(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
