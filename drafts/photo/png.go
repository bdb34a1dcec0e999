package photo

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"io"
	"strings"
)

// chunks takes places out of the chunks of a PNG file: eXIf, XMP in iTXt, and what old programs wrote compressed into
// zTXt, tEXt and iTXt. A chunk that changes gets a new checksum.
func chunks(data []byte) (removed bool, err error) {
	const signature, frame = 8, 12 // length, type and checksum round the content of a chunk
	for at := signature; at+frame <= len(data); {
		length := uint64(binary.BigEndian.Uint32(data[at:]))
		if length > uint64(len(data)-at-frame) {
			return removed, nil // cut off: no reader finds more
		}
		kind := data[at+4 : at+8]
		content := data[at+8 : at+8+int(length)]
		found, err := false, error(nil)
		switch string(kind) {
		case "eXIf":
			if isTIFF(content) {
				found, err = exif(content)
			}
		case "iTXt", "zTXt", "tEXt":
			if found = xmp(content); !found && hidesPlace(string(kind), content) {
				// A private chunk of no meaning, in the same room.
				copy(kind, "drFt")
				clear(content)
				found = true
			}
		}
		if err != nil {
			return false, err
		}
		if found {
			removed = true
			binary.BigEndian.PutUint32(data[at+8+int(length):], crc32.ChecksumIEEE(data[at+4:at+8+int(length)]))
		}
		at += frame + int(length)
	}
	return removed, nil
}

// hidesPlace looks into a text chunk whose text is compressed, or is EXIF, XMP or IPTC in hexadecimal digits ("Raw profile").
func hidesPlace(kind string, content []byte) bool {
	keyword, rest, ok := bytes.Cut(content, []byte{0})
	if !ok || len(rest) < 2 {
		return false
	}
	text := rest
	switch kind {
	case "zTXt":
		text = inflated(rest[1:])
	case "iTXt":
		if rest[0] == 0 {
			return false // was read as it is
		}
		parts := bytes.SplitN(rest[2:], []byte{0}, 3)
		text = inflated(parts[len(parts)-1])
	}
	if strings.HasPrefix(string(keyword), "Raw profile type ") {
		text = unhexed(text)
	}
	found, err := packet(text)
	return found || err != nil || iim(text) // which may come bare
}

// inflated gives what was compressed, as far as it can be read; metadata is short.
func inflated(data []byte) []byte {
	const most = 16 << 20
	r, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(r, most)) // what comes before a fault counts
	return text
}

// unhexed reads a raw profile of ImageMagick: a line with a name, which ExifTool makes of two words, a length, and
// hexadecimal digits in lines.
func unhexed(text []byte) []byte {
	_, rest, _ := bytes.Cut(bytes.TrimLeft(text, "\n"), []byte("\n"))
	lines := bytes.Fields(rest)
	if len(lines) == 0 {
		return nil
	}
	digits := bytes.Join(lines[1:], nil)
	raw := make([]byte, len(digits)/2)
	n, _ := hex.Decode(raw, digits[:len(raw)*2])
	return raw[:n]
}
