package batch

import (
	"hash/maphash"
	"testing"
)

func TestRowIndex(t *testing.T) {
	index := rowIndex{}
	seed := maphash.MakeSeed()
	digest := func(n int) uint64 { return maphash.Comparable(seed, n) }
	if index.first(digest(1)) != 0 {
		t.Error("something is there from the beginning")
	}
	const rows = 100_000
	for n := range rows {
		if first := index.add(digest(n), n+2); first != n+2 {
			t.Fatalf("%d was there before, in row %d", n, first)
		}
	}
	for n := range rows {
		if first := index.add(digest(n), n+2+rows); first != n+2 {
			t.Fatalf("%d was first in row %d", n, first)
		}
		if first := index.first(digest(n)); first != n+2 {
			t.Fatalf("%d was first in row %d", n, first)
		}
	}
	if index.first(digest(rows)) != 0 {
		t.Error("what was never there is")
	}
	if index.add(0, 5) != 5 || index.first(0) != 5 { // no digest at all
		t.Error("0 is not remembered")
	}
}

func BenchmarkRowIndex(b *testing.B) {
	index := rowIndex{}
	seed := maphash.MakeSeed()
	b.ReportAllocs()
	for n := range b.N {
		index.add(maphash.Comparable(seed, n), n)
	}
}
