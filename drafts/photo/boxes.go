package photo

import (
	"encoding/binary"
	"regexp"
	"slices"
	"sync"
)

// boxes takes places out of an ISO base media file (ISO/IEC 14496-12): HEIC and AVIF hold EXIF and XMP in one piece
// each, videos hold a place in boxes of its own.
func boxes(data []byte) (removed bool, err error) {
	removed, err = packet(data)
	if err != nil {
		return false, err
	}
	return walk(data) || removed, nil
}

// Containers on the way to where a place may be, and the boxes that are one.
var (
	containers = []string{"moov", "udta", "trak", "meta"}
	located    = []string{"\xa9xyz", "loci"}
)

// walk turns the boxes that hold a place into free space. A box that runs over its parent ends the walk.
func walk(data []byte) (removed bool) {
	const head, wideHead = 8, 16
	for len(data) >= head {
		size, from := uint64(binary.BigEndian.Uint32(data)), head
		switch {
		case size == 0:
			size = uint64(len(data)) // to the end
		case size == 1 && len(data) >= wideHead:
			size, from = binary.BigEndian.Uint64(data[head:]), wideHead
		}
		if size < uint64(from) || size > uint64(len(data)) {
			return removed
		}
		name, content := string(data[4:8]), data[from:size]
		switch {
		case slices.Contains(located, name):
			copy(data[4:], "free")
			clear(content)
			removed = true
		case name == "ilst":
			removed = coordinates(content) || removed
		case slices.Contains(containers, name):
			if name == "meta" && len(content) >= 12 && string(content[8:12]) == "hdlr" {
				content = content[4:] // a full box: version and flags come first. That of QuickTime is none
			}
			removed = walk(content) || removed
		}
		data = data[size:]
	}
	return removed
}

// iso6709 is a point as Apple's metadata writes it: +31.2304+121.4737+004.000/.
var iso6709 = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`[+-][0-9]{2}(?:\.[0-9]+)?[+-][0-9]{3}(?:\.[0-9]+)?(?:[+-][0-9]+(?:\.[0-9]+)?)?/?`)
})

// coordinates overwrites the points in a list of metadata with spaces.
func coordinates(data []byte) (removed bool) {
	for _, at := range iso6709().FindAllIndex(data, -1) {
		removed = true
		for i := at[0]; i < at[1]; i++ {
			data[i] = ' '
		}
	}
	return removed
}
