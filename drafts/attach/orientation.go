package attach

import (
	"bytes"
	"encoding/binary"
)

// The EXIF orientation: 1 is upright, 3 upside down, 6 and 8 on a side, and the numbers between them mirrored.
const (
	tagOrientation  = 0x0112
	upright         = 1
	lastOrientation = 8
)

var (
	littleEndian = []byte("II*\x00")
	bigEndian    = []byte("MM\x00*")
)

func isTIFF(data []byte) bool {
	return bytes.HasPrefix(data, littleEndian) || bytes.HasPrefix(data, bigEndian)
}

// orientationOf returns the orientation in the first directory of EXIF data, which is a TIFF file: a count, and entries of
// 12 bytes. It returns upright if there is none.
func orientationOf(exif []byte) int {
	const header, entrySize = 8, 12
	if !isTIFF(exif) || len(exif) < header {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(exif, bigEndian) {
		order = binary.BigEndian
	}
	offset := uint64(order.Uint32(exif[4:]))
	if offset+2 > uint64(len(exif)) {
		return upright
	}
	entries := exif[offset+2:]
	for range order.Uint16(exif[offset:]) {
		if len(entries) < entrySize {
			break
		}
		if order.Uint16(entries) == tagOrientation {
			if o := int(order.Uint16(entries[8:])); o >= upright && o <= lastOrientation {
				return o
			}
		}
		entries = entries[entrySize:]
	}
	return upright
}

// exifOrientation returns EXIF data that holds an orientation and nothing else.
func exifOrientation(o int) string {
	return string(bigEndian) + "\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(o)) + "\x00\x00\x00\x00\x00\x00"
}
