package attach

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// shown are the chunks of a PNG file that are not critical but change how it is shown: transparency, color, size,
// background, and animation.
var shown = []string{
	"tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "mDCV", "mDCv", "cLLI", "cLLi", "sBIT", "bKGD", "hIST", "sPLT", "pHYs",
	"acTL", "fcTL", "fdAT",
}

// cleanPNG copies the chunks of a PNG file up to its end that are critical or shown. An orientation other than upright is
// written into a new EXIF chunk.
func cleanPNG(data []byte) ([]byte, error) {
	clean := append(make([]byte, 0, len(data)), pngSignature...)
	for at := len(pngSignature); ; {
		kind, _, end := chunk(data, at)
		if end < 0 {
			return nil, ErrMetadata
		}
		if isCritical := kind[0]&0x20 == 0; isCritical || slices.Contains(shown, kind) {
			clean = append(clean, data[at:end]...)
		}
		switch kind {
		case "IHDR":
			if o := pngOrientation(data, end); o != upright {
				clean = appendChunk(clean, "eXIf", exifOrientation(o))
			}
		case "IEND":
			return clean, nil
		}
		at = end
	}
}

// chunk returns the type and the content of the chunk at an offset, and where it ends: negative if it is not whole.
func chunk(data []byte, at int) (kind string, content []byte, end int) {
	const head, checksum = 8, 4
	if at+head+checksum > len(data) {
		return "", nil, -1
	}
	length := uint64(binary.BigEndian.Uint32(data[at:]))
	if length > uint64(len(data)-at-head-checksum) {
		return "", nil, -1
	}
	from := at + head
	end = from + int(length)
	return string(data[at+4 : from]), data[from:end], end + checksum
}

func appendChunk(data []byte, kind, content string) []byte {
	data = binary.BigEndian.AppendUint32(data, uint32(len(content)))
	data = append(append(data, kind...), content...)
	return binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(data[len(data)-len(kind)-len(content):]))
}

// pngOrientation returns the orientation that the EXIF chunk of a PNG file states.
func pngOrientation(data []byte, at int) int {
	for {
		kind, content, end := chunk(data, at)
		if end < 0 || kind == "IEND" {
			return upright
		}
		if kind == "eXIf" {
			return orientationOf(content)
		}
		at = end
	}
}
