package batch

import (
	"errors"
	"hash/maphash"
	"os"
	"testing"
)

// newIndex returns an index and the temporary folder of its file.
func newIndex(t testing.TB) (index *rowIndex, folder string) {
	t.Helper()
	folder = t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder) // Windows
	index, err := newRowIndex()
	if err != nil {
		t.Fatal(err)
	}
	return index, folder
}

func TestRowIndex(t *testing.T) {
	index, folder := newIndex(t)
	seed := maphash.MakeSeed()
	digest := func(n int) uint64 { return maphash.Comparable(seed, n) }
	first := func(digest uint64) int {
		row, err := index.first(digest, 0)
		if err != nil {
			t.Fatal(err)
		}
		return row
	}
	add := func(digest uint64, row int) int {
		first, err := index.add(digest, row)
		if err != nil {
			t.Fatal(err)
		}
		return first
	}
	if first(digest(1)) != 0 {
		t.Error("an empty index has a row")
	}
	const rows = 100_000
	for n := range rows {
		if first := add(digest(n), n+2); first != n+2 {
			t.Fatalf("%d: a new digest is that of row %d", n, first)
		}
	}
	for n := range rows {
		if first := add(digest(n), n+2+rows); first != n+2 {
			t.Fatalf("%d was first in row %d", n, first)
		}
		if first := first(digest(n)); first != n+2 {
			t.Fatalf("%d was first in row %d", n, first)
		}
	}
	if first(digest(rows)) != 0 {
		t.Error("a digest that was not added has a row")
	}
	if add(0, 5) != 5 || first(0) != 5 {
		t.Error("the digest 0 is not found")
	}
	// Three digests in one bucket.
	if add(buckets, 6) != 6 || add(2*buckets, 7) != 7 || first(0) != 5 || first(buckets) != 6 || first(3*buckets) != 0 {
		t.Error("digests in one bucket are confused")
	}
	if err := index.close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
	if _, err := index.add(1, 1); !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
}

func BenchmarkRowIndex(b *testing.B) {
	index, _ := newIndex(b)
	defer index.close() //nolint:errcheck // the benchmark is over
	seed := maphash.MakeSeed()
	b.ReportAllocs()
	for n := range b.N {
		if _, err := index.add(maphash.Comparable(seed, n), n); err != nil {
			b.Fatal(err)
		}
	}
}
