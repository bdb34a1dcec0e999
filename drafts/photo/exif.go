package photo

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// TIFF 6.0 and EXIF 2.32: a directory is a count, entries of 12 bytes, and the offset of the next directory.
const (
	tagGPS    = 0x8825
	tagIPTC   = 0x83bb
	entrySize = 12
	maxGPSTag = 0x1f // GPSHPositioningError is the last one

	mostEntries = 512 // of a directory; cameras write fewer than a hundred
)

var marks = [][]byte{[]byte("II*\x00"), []byte("MM\x00*")}

func isTIFF(data []byte) bool {
	return bytes.HasPrefix(data, marks[0]) || bytes.HasPrefix(data, marks[1])
}

// sizes of the types of values, by their number.
var sizes = [...]int{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4}

// exif empties the GPS directory of a TIFF file and takes the entry that leads to it out of the first directory, so
// that readers find none; and it takes the names of places out of what IPTC has there. Bytes that only begin like a TIFF file are left alone.
func exif(data []byte) (removed bool, err error) {
	var order binary.ByteOrder = binary.LittleEndian
	if data[0] == 'M' {
		order = binary.BigEndian
	}
	if len(data) < 8 {
		return false, nil
	}
	d, ok := open(data, order, uint64(order.Uint32(data[4:])))
	if !ok {
		return false, nil
	}
	for i := range d.count {
		switch d.tag(i) {
		case tagIPTC:
			from, size := d.span(i)
			if size > 4 && from+size <= uint64(len(data)) {
				removed = iim(data[from:from+size]) || removed
			}
			continue
		case tagGPS:
		default:
			continue
		}
		gps, ok := open(data, order, uint64(order.Uint32(d.entry(i)[8:])))
		if !ok || !gps.wipe() {
			return false, fmt.Errorf("%w: the GPS directory", ErrDamaged)
		}
		d.drop(i)
		return true, nil
	}
	return removed, nil
}

// directory is one of a TIFF file.
type directory struct {
	data  []byte // the file
	order binary.ByteOrder
	at    int // where the entries begin
	count int
}

// open reads a directory; false where there is none: entries are in the order of their tags and of known types.
func open(data []byte, order binary.ByteOrder, offset uint64) (directory, bool) {
	if offset < 8 || offset+2 > uint64(len(data)) {
		return directory{}, false
	}
	d := directory{data: data, order: order, at: int(offset) + 2, count: int(order.Uint16(data[offset:]))}
	if d.count == 0 || d.count > mostEntries || d.at+d.count*entrySize > len(data) {
		return directory{}, false
	}
	for i := range d.count {
		kind := order.Uint16(d.entry(i)[2:])
		if kind == 0 || int(kind) >= len(sizes) || i > 0 && d.tag(i) < d.tag(i-1) {
			return directory{}, false
		}
	}
	return d, true
}

func (d directory) entry(i int) []byte { return d.data[d.at+i*entrySize:][:entrySize] }

func (d directory) tag(i int) uint16 { return d.order.Uint16(d.entry(i)) }

// span is where the value of an entry stands in the file, if it is longer than four bytes.
func (d directory) span(i int) (from, size uint64) {
	entry := d.entry(i)
	size = uint64(sizes[d.order.Uint16(entry[2:])]) * uint64(d.order.Uint32(entry[4:]))
	return uint64(d.order.Uint32(entry[8:])), size
}

// wipe overwrites the entries and the values they lead to. It does nothing and gives false where they are not those of
// a GPS directory, or lead out of the file.
func (d directory) wipe() bool {
	type span struct{ from, to uint64 }
	var values []span
	for i := range d.count {
		if from, size := d.span(i); size > 4 {
			if from+size > uint64(len(d.data)) {
				return false
			}
			values = append(values, span{from, from + size})
		}
		if d.tag(i) > maxGPSTag {
			return false
		}
	}
	for _, v := range values {
		clear(d.data[v.from:v.to])
	}
	clear(d.data[d.at-2 : d.at+d.count*entrySize])
	return true
}

// drop takes out an entry: those after it, and the offset of the next directory, move up.
func (d directory) drop(i int) {
	end := min(d.at+d.count*entrySize+4, len(d.data))
	rest := d.data[d.at+i*entrySize : end]
	copy(rest, rest[entrySize:])
	clear(rest[len(rest)-entrySize:])
	d.order.PutUint16(d.data[d.at-2:], uint16(d.count-1))
}
