package attach

import (
	"bytes"
	"encoding/binary"
)

// Markers of JPEG (ITU-T T.81, table B.1). Each follows a byte 0xff.
const (
	markerRST0 = 0xd0 // RST0 to RST7 restart the decoder within a scan
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerAPP0 = 0xe0 // APP0 to APP15 are for applications
	markerAPP1 = 0xe1
	markerCOM  = 0xfe
	markerTEM  = 0x01
)

// needed are the application segments that decoders use: the JFIF header, the color profile, and Adobe's color transform.
var needed = [][]byte{[]byte("\xe0JFIF\x00"), []byte("\xe2ICC_PROFILE\x00"), []byte("\xeeAdobe")}

const exifHeader = "Exif\x00\x00"

// cleanJPEG copies the segments and scans of a JPEG file up to its end marker, without comments and without the
// application segments that are not needed. An orientation other than upright is written into a new EXIF segment.
func cleanJPEG(data []byte) ([]byte, error) {
	clean := append(make([]byte, 0, len(data)), 0xff, markerSOI)
	if o := jpegOrientation(data); o != upright {
		content := exifHeader + exifOrientation(o)
		clean = append(clean, 0xff, markerAPP1)
		clean = append(binary.BigEndian.AppendUint16(clean, uint16(len(content)+2)), content...)
	}
	for at := 2; ; {
		marker, from, to := nextSegment(data, at)
		switch {
		case to < 0:
			return nil, ErrMetadata
		case marker == markerEOI:
			return append(clean, 0xff, markerEOI), nil
		case isNeeded(marker, data[from:to]):
			clean = append(append(clean, 0xff, marker), data[from:to]...)
		}
		at = to
		if marker == markerSOS {
			if at = endOfScan(data, to); at == len(data) { // cut off: decoders show what there is
				return append(clean, data[to:]...), nil
			}
			clean = append(clean, data[to:at]...)
		}
	}
}

// nextSegment returns the marker of the next segment from an offset on, and where its length and content begin and end.
// Bytes that belong to no segment are skipped, as decoders do. If there is no whole segment, to is negative.
func nextSegment(data []byte, at int) (marker byte, from, to int) {
	for ; at+1 < len(data); at++ {
		if marker = data[at+1]; data[at] != 0xff || marker == 0 || marker == 0xff || marker == markerTEM || isRestart(marker) {
			continue
		}
		from = at + 2
		if marker == markerEOI {
			return marker, from, from
		}
		if marker == markerSOI || from+2 > len(data) {
			break
		}
		to = from + int(binary.BigEndian.Uint16(data[from:]))
		if to < from+2 || to > len(data) {
			break
		}
		return marker, from, to
	}
	return 0, 0, -1
}

func isRestart(marker byte) bool { return marker&^7 == markerRST0 }

// isNeeded reports whether decoders need a segment. segment begins with the two bytes of its length.
func isNeeded(marker byte, segment []byte) bool {
	if marker == markerCOM {
		return false
	}
	if marker&0xf0 != markerAPP0 {
		return true
	}
	for _, n := range needed {
		if marker == n[0] && bytes.HasPrefix(segment[2:], n[1:]) {
			return true
		}
	}
	return false
}

// endOfScan returns where the entropy-coded data that begins at an offset ends: at a marker that is not a restart.
func endOfScan(data []byte, at int) int {
	for ; at+1 < len(data); at++ {
		if data[at] == 0xff && data[at+1] != 0 && data[at+1] != 0xff && !isRestart(data[at+1]) {
			return at
		}
	}
	return len(data)
}

// jpegOrientation returns the orientation that the EXIF segment of a JPEG file states.
func jpegOrientation(data []byte) int {
	for at := 2; ; {
		marker, from, to := nextSegment(data, at)
		if to < 0 || marker == markerEOI || marker == markerSOS {
			return upright
		}
		if exif, ok := bytes.CutPrefix(data[min(from+2, to):to], []byte(exifHeader)); ok && marker == markerAPP1 {
			return orientationOf(exif)
		}
		at = to
	}
}
