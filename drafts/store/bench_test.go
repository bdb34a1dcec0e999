package store

import (
	"fmt"
	"sync/atomic"
	"testing"

	"draft/drafts"
	"draft/drafts/outbox"
)

func BenchmarkOpen(b *testing.B) {
	folder := b.TempDir()
	queue(b, open(b, folder), "one0") // the log is there, as while another process is at work
	for b.Loop() {
		s, err := Open(folder, Options{})
		check(b, err)
		check(b, s.Close())
	}
}

// As it is where no other process is at work: SQLite makes the log, and takes it away.
func BenchmarkOpenAlone(b *testing.B) {
	folder := b.TempDir()
	for b.Loop() {
		s, err := Open(folder, Options{})
		check(b, err)
		check(b, s.Close())
	}
}

// A process that keeps one letter and ends.
func BenchmarkOpenPutClose(b *testing.B) {
	folder := b.TempDir()
	for n := 0; b.Loop(); n++ {
		s, err := Open(folder, Options{})
		check(b, err)
		check(b, s.Put(b.Context(), letter(fmt.Sprint("l", n))))
		check(b, s.Close())
	}
}

func BenchmarkPut(b *testing.B) {
	s := open(b, b.TempDir())
	for n := 0; b.Loop(); n++ {
		check(b, s.Put(b.Context(), letter(fmt.Sprint("l", n))))
	}
}

func BenchmarkAdopt(b *testing.B) {
	s := open(b, b.TempDir())
	for n := 0; b.Loop(); n++ {
		queue(b, s, fmt.Sprint("l", n))
	}
}

// deliver is what is written of a letter that is sent.
func deliver(b *testing.B, s *Store, id string) {
	if _, err := begin(b.Context(), s, outbox.Order{ID: id, Account: "work"}); err != nil {
		b.Error(err)
	}
	for _, status := range []drafts.Status{drafts.StatusCommitting, drafts.StatusSent} {
		if err := write(b.Context(), s, id, outbox.Entry{Status: status}); err != nil {
			b.Error(err)
		}
	}
}

func BenchmarkSend(b *testing.B) {
	s := open(b, b.TempDir())
	for i := range b.N {
		queue(b, s, fmt.Sprint("l", i))
	}
	b.ResetTimer()
	for i := range b.N {
		deliver(b, s, fmt.Sprint("l", i))
	}
}

// As many connections as there may be share the wait for the disk.
func BenchmarkSendAtOnce(b *testing.B) {
	s := open(b, b.TempDir())
	for i := range b.N {
		queue(b, s, fmt.Sprint("l", i))
	}
	var next atomic.Int64
	b.SetParallelism(4)
	b.ResetTimer()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			deliver(b, s, fmt.Sprint("l", next.Add(1)-1))
		}
	})
}

func BenchmarkRecoverNothing(b *testing.B) {
	s := open(b, b.TempDir())
	queue(b, s, "one0")
	for b.Loop() {
		if found, err := s.Recover(b.Context()); err != nil || len(found) > 0 {
			b.Fatal(found, err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	s := open(b, b.TempDir())
	for n := range 1000 {
		check(b, s.Put(b.Context(), letter(fmt.Sprint("l", n))))
	}
	for b.Loop() {
		ids(b, s, Filter{})
	}
}
