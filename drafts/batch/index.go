package batch

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// rowIndex records which row first has each digest. The records are in a temporary file, because the memory of a batch must
// not grow with its table: in a map a million rows take 80 MB. first is safe for concurrent use, but not during add.
//
// The file is a hash table with chaining. It is an array of entries: first one for each bucket, then those of the digests whose
// bucket was used already.
type rowIndex struct {
	file    *os.File
	entries uint32
}

// entry is a record of the file.
type entry struct {
	digest uint64
	row    uint32 // 0 if the bucket is not used
	next   uint32 // the number of the next entry of the bucket; 0 if there is none
}

const (
	buckets   = 1 << 20
	entrySize = 8 + 4 + 4
)

func newRowIndex() (*rowIndex, error) {
	file, err := newTemporary()
	if err != nil {
		return nil, err
	}
	return &rowIndex{file: file, entries: buckets}, nil
}

func (x *rowIndex) close() error { return closeTemporary(x.file) }

// add records a row, unless an earlier row has the digest, and returns the first row that has it.
func (x *rowIndex) add(digest uint64, row int) (first int, err error) {
	first, head, err := x.find(digest)
	if err != nil || first != 0 {
		return first, err
	}
	bucket, added := uint32(digest%buckets), entry{digest: digest, row: uint32(row)}
	if head.row == 0 {
		return row, x.write(bucket, added)
	}
	added.next, head.next = head.next, x.entries
	x.entries++
	return row, errors.Join(x.write(head.next, added), x.write(bucket, head))
}

// first returns what add would, and records nothing; it returns 0 if no row has the digest.
func (x *rowIndex) first(digest uint64, _ int) (int, error) {
	row, _, err := x.find(digest)
	return row, err
}

// find returns the row of a digest, 0 if there is none, and the first entry of its bucket.
func (x *rowIndex) find(digest uint64) (row int, head entry, err error) {
	head, err = x.read(uint32(digest % buckets))
	for e := head; err == nil; e, err = x.read(e.next) {
		if e.row != 0 && e.digest == digest {
			return int(e.row), head, nil
		}
		if e.next == 0 {
			return 0, head, nil
		}
	}
	return 0, head, err
}

func (x *rowIndex) read(number uint32) (entry, error) {
	var b [entrySize]byte
	if _, err := x.file.ReadAt(b[:], int64(number)*entrySize); err != nil && !errors.Is(err, io.EOF) { // the end is not written yet
		return entry{}, err
	}
	return entry{binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint32(b[8:]), binary.LittleEndian.Uint32(b[12:])}, nil
}

func (x *rowIndex) write(number uint32, e entry) error {
	var b [entrySize]byte
	binary.LittleEndian.PutUint64(b[:], e.digest)
	binary.LittleEndian.PutUint32(b[8:], e.row)
	binary.LittleEndian.PutUint32(b[12:], e.next)
	_, err := x.file.WriteAt(b[:], int64(number)*entrySize)
	return err
}
