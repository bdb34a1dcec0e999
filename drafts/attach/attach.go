// Package attach prepares the files that go along with a letter: it removes the metadata of photos, which may tell where
// and when they were taken and by which device, and it makes pictures of them for a page.
package attach

import (
	"bytes"
	"errors"
	"slices"
)

// ErrMetadata reports a picture or a video that tells where it was taken, or may do so, in a way that WithoutMetadata
// cannot remove.
var ErrMetadata = errors.New("attach: the metadata cannot be removed")

const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	jpegStart    = "\xff\xd8\xff"
)

// WithoutMetadata returns a JPEG or PNG file without its metadata and reports whether there was any. What decoders need
// stays: the pixels, the color profile, and the orientation. What follows the picture in the file, such as the video of a
// motion photo, is removed too.
//
// It removes nothing from a file of another format. If that is a TIFF, WebP or ISO base media file (HEIC, AVIF, JPEG XL,
// MP4, MOV, 3GP) with the mark of a place, or a damaged JPEG or PNG file, the error is ErrMetadata. Every other file is
// returned as it is. data is never changed.
func WithoutMetadata(data []byte) (clean []byte, removed bool, err error) {
	switch {
	case bytes.HasPrefix(data, []byte(jpegStart)):
		clean, err = cleanJPEG(data)
	case bytes.HasPrefix(data, []byte(pngSignature)):
		clean, err = cleanPNG(data)
	case maySayPlace(data):
		err = ErrMetadata
	default:
		return data, false, nil
	}
	if err != nil || bytes.Equal(clean, data) {
		return data, false, err
	}
	return clean, true, nil
}

// maySayPlace reports whether data is a TIFF, WebP or ISO base media file that holds one of the marks of a place. The
// metadata is not parsed, so the bytes of a mark in the pixels count too. That is rare, because most marks are long.
func maySayPlace(data []byte) bool {
	marks := placeMarks
	switch {
	case isTIFF(data):
		marks = slices.Concat(placeMarks, tiffMarks)
	case len(data) < 12:
		return false
	case string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
	default:
		switch string(data[4:8]) { // the type of the first box
		case "ftyp", "moov", "mdat", "wide", "free", "skip", "JXL ":
		default:
			return false
		}
	}
	return slices.ContainsFunc(marks, func(mark string) bool { return bytes.Contains(data, []byte(mark)) })
}

// placeMarks are the bytes with which metadata that may hold a place begins.
var placeMarks = []string{
	// EXIF: the entry of the GPS directory, of the type LONG or IFD, in both byte orders.
	"\x88\x25\x00\x04\x00\x00\x00\x01", "\x25\x88\x04\x00\x01\x00\x00\x00",
	"\x88\x25\x00\x0d\x00\x00\x00\x01", "\x25\x88\x0d\x00\x01\x00\x00\x00",
	"8BIM\x04\x04",         // IPTC
	"rdf:RDF",              // XMP
	"brobExif", "brobxml ", // compressed EXIF and XMP of JPEG XL
	"CMT4II*\x00",          // the GPS directory of a Canon CR3 file
	"\xa9xyz",              // QuickTime
	"loci\x00\x00\x00\x00", // 3GPP
	"location.ISO6709",     // Apple
}

// tiffMarks are the entry of IPTC data in a TIFF directory, of the type BYTE, LONG or UNDEFINED, in both byte orders.
var tiffMarks = []string{
	"\x83\xbb\x00\x01", "\x83\xbb\x00\x04", "\x83\xbb\x00\x07", "\xbb\x83\x01\x00", "\xbb\x83\x04\x00", "\xbb\x83\x07\x00",
}
