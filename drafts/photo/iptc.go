package photo

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// resource begins, in what Photoshop writes into many kinds of file, the resource that holds IPTC-IIM.
var resource = []byte("8BIM\x04\x04")

// iptc takes the names of places out of every such resource: a padded name, a length, and the data.
func iptc(data []byte) (removed bool) {
	for {
		at := bytes.Index(data, resource)
		if at < 0 {
			return removed
		}
		data = data[at+len(resource):]
		if len(data) == 0 {
			return removed
		}
		from := (int(data[0])+2)/2*2 + 4
		if from > len(data) {
			continue
		}
		if size := uint64(binary.BigEndian.Uint32(data[from-4:])); size <= uint64(len(data)-from) {
			removed = iim(data[from:from+int(size)]) || removed
		}
	}
}

// named are the datasets of record 2 of IPTC-IIM 4.2 that name a place: where the content is about, city, part of the
// city, province, and country as a code and by its name.
var named = []byte{26, 27, 90, 92, 95, 100, 101}

// iim takes the datasets that name a place out of a row of them. Those behind move up, and zeros, which readers take for
// padding, fill the room. What does not go on as a dataset ends the row, for readers too.
func iim(data []byte) (removed bool) {
	const head, begins, record = 5, 0x1c, 2 // begins, record, number, and two bytes of length
	read, write := 0, 0
	for read+head <= len(data) && data[read] == begins {
		end := read + head + int(binary.BigEndian.Uint16(data[read+3:])) // of more than 32 KB, a length is of another form
		if end > len(data) {
			break
		}
		if data[read+1] == record && slices.Contains(named, data[read+2]) {
			removed = true
		} else {
			write += copy(data[write:], data[read:end])
		}
		read = end
	}
	if removed {
		write += copy(data[write:], data[read:])
		clear(data[write:])
	}
	return removed
}
