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
// The file is a hash table with chaining: a bucket holds the number of its newest entry, counted from 1; an entry holds its
// digest, its row and the number of the next older entry of its bucket.
type rowIndex struct {
	file    *os.File
	entries uint32
}

const (
	buckets    = 1 << 20
	bucketSize = 4
	entrySize  = 8 + 4 + 4
)

func newRowIndex() (*rowIndex, error) {
	file, err := os.CreateTemp("", "draft-rows-")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(file.Name()) // so that not even a crash leaves it; a system that refuses this leaves it to close
	return &rowIndex{file: file}, nil
}

func (x *rowIndex) close() error {
	err := x.file.Close()
	if removed := os.Remove(x.file.Name()); !errors.Is(removed, os.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}

// add records a row, unless an earlier row has the digest, and returns the first row that has it.
func (x *rowIndex) add(digest uint64, row int) (first int, err error) {
	first, newest, err := x.find(digest)
	if err != nil || first != 0 {
		return first, err
	}
	x.entries++
	var entry [entrySize]byte
	binary.LittleEndian.PutUint64(entry[:], digest)
	binary.LittleEndian.PutUint32(entry[8:], uint32(row))
	binary.LittleEndian.PutUint32(entry[12:], newest)
	if _, err := x.file.WriteAt(entry[:], entryAt(x.entries)); err != nil {
		return 0, err
	}
	var bucket [bucketSize]byte
	binary.LittleEndian.PutUint32(bucket[:], x.entries)
	_, err = x.file.WriteAt(bucket[:], bucketAt(digest))
	return row, err
}

// first returns what add would, and records nothing; it returns 0 if no row has the digest.
func (x *rowIndex) first(digest uint64, _ int) (int, error) {
	row, _, err := x.find(digest)
	return row, err
}

// find returns the row of a digest, 0 if there is none, and the newest entry of its bucket.
func (x *rowIndex) find(digest uint64) (row int, newest uint32, err error) {
	var bucket [bucketSize]byte
	if _, err := x.file.ReadAt(bucket[:], bucketAt(digest)); err != nil && !errors.Is(err, io.EOF) { // no bucket behind it is used yet
		return 0, 0, err
	}
	newest = binary.LittleEndian.Uint32(bucket[:])
	var entry [entrySize]byte
	for number := newest; number != 0; number = binary.LittleEndian.Uint32(entry[12:]) {
		if _, err := x.file.ReadAt(entry[:], entryAt(number)); err != nil {
			return 0, 0, err
		}
		if binary.LittleEndian.Uint64(entry[:]) == digest {
			return int(binary.LittleEndian.Uint32(entry[8:])), newest, nil
		}
	}
	return 0, newest, nil
}

func bucketAt(digest uint64) int64 { return int64(digest%buckets) * bucketSize }

func entryAt(number uint32) int64 { return buckets*bucketSize + int64(number-1)*entrySize }
