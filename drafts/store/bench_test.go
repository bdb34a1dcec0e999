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
	queue(b, open(b, folder), "one0") // SQLite's log exists, as while another process has the store open
	for b.Loop() {
		s, err := Open(folder, Options{})
		check(b, err)
		check(b, s.Close())
	}
}

// Without another process, SQLite creates its log and deletes it.
func BenchmarkOpenAlone(b *testing.B) {
	folder := b.TempDir()
	for b.Loop() {
		s, err := Open(folder, Options{})
		check(b, err)
		check(b, s.Close())
	}
}

// A process that saves one letter, reads it back and exits.
func BenchmarkKeepOne(b *testing.B) {
	folder := b.TempDir()
	for n := 0; b.Loop(); n++ {
		s, err := Open(folder, Options{})
		check(b, err)
		_, err = s.Recover(b.Context())
		check(b, err)
		check(b, s.Put(b.Context(), letter(fmt.Sprint("l", n))))
		_, err = s.Get(b.Context(), fmt.Sprint("l", n))
		check(b, err)
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

// deliver records what sending one letter records.
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

// Several connections share the wait for the disk.
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

// cases returns a store of n letters, whose cases have 250 clocks.
func manyCases(b *testing.B, n int) *Store {
	s := open(b, b.TempDir())
	check(b, s.writer.do(b.Context(), func(t *job) error {
		return t.script(fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d - 1)
			INSERT INTO letters (id, kind, status, created, changed, moved, again, sender, recipients, subject,
				state, clock, due_first, due_last)
			SELECT printf('l%%08d', i), 'refund', 'draft', i, i, i, 0, 'a@example.com', 'b@example.com', 'subject',
				'submitted', 20000 + i %% 250, 3, 15 FROM n`, n))
	}))
	return s
}

func BenchmarkClocks(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := manyCases(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if clocks, err := s.Clocks(b.Context()); err != nil || len(clocks) != 250 {
					b.Fatal(len(clocks), err)
				}
			}
		})
	}
}

func BenchmarkOnClock(b *testing.B) {
	s := manyCases(b, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		if letters, err := s.OnClock(b.Context(), Clock{20100, 3, 15, 0}, 20); err != nil || len(letters) != 20 {
			b.Fatal(len(letters), err)
		}
	}
}

func BenchmarkLog(b *testing.B) {
	s := open(b, b.TempDir())
	queue(b, s, "one0")
	for b.Loop() {
		check(b, s.Log(b.Context(), "one0", Event{At: monday, Data: []byte(`{"said":"x"}`)}, "answered", nil))
	}
}
