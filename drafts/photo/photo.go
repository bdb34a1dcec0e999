// Package photo takes the place where a photo or a video was taken out of its file, and makes pictures for a page.
// WithoutLocation decodes and encodes nothing: what tells the place is overwritten where it stands, and every other byte
// stays as it was. Pictures encodes anew.
package photo

import (
	"bytes"
	"errors"
)

// ErrDamaged says that a file tells a place in a way that cannot be taken out.
var ErrDamaged = errors.New("photo: the metadata is damaged")

// WithoutLocation gives the file without the place where it was taken, and tells whether there was one, by its coordinates
// or its name: in EXIF (GPS), XMP, IPTC, or the atoms of a video. It knows JPEG, PNG, WebP, TIFF, HEIC, AVIF, MP4 and MOV;
// other data, and data without a place, is given back as it is. data is never changed. After an error it is given back with
// the place in it.
//
// The words of a caption and keywords stay, and so does what the maker of a camera hid in a note of its own.
func WithoutLocation(data []byte) (clean []byte, removed bool, err error) {
	var scrub func([]byte) (bool, error)
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")), bytes.HasPrefix(data, []byte("RIFF")) && len(data) > 12 && string(data[8:12]) == "WEBP":
		scrub = packet
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		scrub = chunks
	case isTIFF(data):
		scrub = packet
	case len(data) > 12 && (string(data[4:8]) == "ftyp" || string(data[4:8]) == "moov" || string(data[4:8]) == "wide"):
		scrub = boxes
	default:
		return data, false, nil
	}
	clean = bytes.Clone(data)
	removed, err = scrub(clean)
	if err != nil || !removed {
		return data, false, err
	}
	return clean, true, nil
}

// packet takes places out of data that holds its metadata in one piece each: EXIF, which is a small TIFF file, XMP, and
// IPTC.
func packet(data []byte) (removed bool, err error) {
	for _, mark := range marks {
		rest := data
		for {
			at := bytes.Index(rest, mark)
			if at < 0 {
				break
			}
			found, err := exif(rest[at:])
			if err != nil {
				return false, err
			}
			removed = removed || found
			rest = rest[at+len(mark):]
		}
	}
	removed = iptc(data) || removed
	return xmp(data) || removed, nil
}
