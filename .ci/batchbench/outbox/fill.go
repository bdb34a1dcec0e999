package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"sync"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

const (
	size     = 10 << 10 // of a message, as of those of smtp-source
	from, to = "zhangsan@example.com", "feedback@douyin.com"
	prefix   = "bench" // of the ID of a letter
)

func id(i int) string { return fmt.Sprintf("%s%08d", prefix, i) }

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
	message := "<" + id(i) + "@example.com>"
	var wire bytes.Buffer
	fmt.Fprintf(&wire, "From: <%s>\r\nTo: <%s>\r\nSubject: letter %d\r\nDate: Wed, 18 Nov 2026 20:15:00 +0800\r\nMessage-ID: %s\r\n"+
		"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", from, to, i, message)
	line := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("x"), 57)) + "\r\n"
	for wire.Len()+len(line) <= size {
		wire.WriteString(line)
	}
	letter := store.Letter{
		ID: id(i), Created: time.Now(), Subject: fmt.Sprint("letter ", i), From: from, To: []string{to}, Keys: []drafts.Key{{Kind: drafts.KeyOther, Text: id(i)}}, Content: []byte("null"),
	}
	return s.Adopt(context.Background(), letter, outbox.Message{From: from, To: []string{to}, Wire: wire.Bytes()}, store.Frozen{MessageID: message}, false)
}
