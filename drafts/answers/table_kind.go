package answers

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/richardlehane/mscfb"
)

// Kinds of files that are not supported.
const (
	FoundXLS          = "xls"
	FoundXLSB         = "xlsb"
	FoundXML          = "xml" // of Excel 2003
	FoundOpenDocument = "ods" // or .fods
	FoundUOF          = "uof" // the Chinese standard of documents
	FoundSYLK         = "slk"
	FoundDIF          = "dif"
	FoundNumbers      = "numbers" // of Apple
	FoundEncrypted    = "encrypted"
	FoundWebPage      = "html"
	FoundDocument     = "document" // of a word processor, or a presentation
	FoundPDF          = "pdf"
	FoundPicture      = "picture"
	FoundJSON         = "json"
	FoundGzip         = "gz"
	FoundArchive      = "zip" // of any format
	FoundBinary       = "binary"
	FoundSpecial      = "special" // no regular file
)

// FoundKinds returns all kinds of files that are not supported.
func FoundKinds() []string {
	return []string{
		FoundXLS, FoundXLSB, FoundXML, FoundOpenDocument, FoundUOF, FoundSYLK, FoundDIF, FoundNumbers, FoundEncrypted, FoundWebPage, FoundDocument,
		FoundPDF, FoundPicture, FoundJSON, FoundGzip, FoundArchive, FoundBinary, FoundSpecial,
	}
}

const (
	zipStart      = "PK\x03\x04"
	compoundStart = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	startSize     = 1 << 10 // of what foundByStart sees
)

// foundByStart returns the kind of a file that is no table, by its first bytes; "" if it may be one.
func foundByStart(start []byte) string {
	for _, known := range [...]struct{ start, found string }{
		{"%PDF-", FoundPDF},
		{"\x89PNG\r\n\x1a\n", FoundPicture},
		{"\xff\xd8\xff", FoundPicture},
		{"GIF8", FoundPicture},
		{"II*\x00", FoundPicture},
		{"MM\x00*", FoundPicture},
		{"{\\rtf", FoundDocument},
		{"ID;P", FoundSYLK},
		{"TABLE\r\n0,1", FoundDIF},
		{"TABLE\n0,1", FoundDIF},
		{"MIME-Version:", FoundWebPage},
		{"\x1f\x8b", FoundGzip},
		{"BZh", FoundArchive},
		{"\xfd7zXZ\x00", FoundArchive},
		{"7z\xbc\xaf\x27\x1c", FoundArchive},
		{"Rar!\x1a\x07", FoundArchive},
		{"\x28\xb5\x2f\xfd", FoundArchive},
		{"PK\x05\x06", FoundArchive},
	} {
		if bytes.HasPrefix(start, []byte(known.start)) {
			return known.found
		}
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(start, []byte("\ufeff")))
	switch {
	case len(start) > 12 && (string(start[:4]) == "RIFF" && string(start[8:12]) == "WEBP" || string(start[4:8]) == "ftyp"):
		return FoundPicture
	case len(text) > 1 && (text[0] == '{' && bytes.ContainsAny(text[1:min(len(text), 80)], `"`) || text[0] == '[' && bytes.IndexByte(bytes.TrimSpace(text[1:]), '{') == 0):
		return FoundJSON
	}
	return ""
}

// markup returns the kind of a file in XML or HTML.
func markup(start []byte) string {
	switch {
	case bytes.Contains(start, []byte("urn:schemas-microsoft-com:office:spreadsheet")):
		return FoundXML
	case bytes.Contains(start, []byte("urn:oasis:names:tc:opendocument:")):
		return FoundOpenDocument
	case bytes.Contains(start, []byte("http://schemas.uof.org/")):
		return FoundUOF
	}
	return FoundWebPage
}

// foundInCompound returns the kind of a compound file, the container of the programs of Microsoft before 2007. Office keeps an encrypted
// workbook in one, too.
func foundInCompound(file io.ReaderAt) string {
	compound, err := mscfb.New(file)
	if err != nil {
		return FoundXLS
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(compound.File, func(f *mscfb.File) bool { return slices.Contains(names, f.Name) })
	}
	switch {
	case has("EncryptedPackage"):
		return FoundEncrypted
	case has("Workbook", "Book"):
		return FoundXLS
	case has("WordDocument", "PowerPoint Document", "__properties_version1.0"):
		return FoundDocument
	}
	return FoundXLS
}

// foundInArchive returns the kind of an archive that is no workbook.
func foundInArchive(parts map[string]*zip.File) string {
	const openDocument = "application/vnd.oasis.opendocument."
	mediaType := mediaTypeOf(parts["mimetype"])
	for name := range parts {
		switch {
		case strings.HasPrefix(name, "word/"), strings.HasPrefix(name, "ppt/"):
			return FoundDocument
		case strings.HasPrefix(name, "index/") && strings.HasSuffix(name, ".iwa"), name == "index.zip":
			return FoundNumbers
		}
	}
	switch {
	case strings.HasPrefix(mediaType, openDocument+"spreadsheet"):
		return FoundOpenDocument
	case strings.HasPrefix(mediaType, openDocument):
		return FoundDocument
	}
	return FoundArchive
}

// mediaTypeOf returns the content of the part that names the type of an OpenDocument file.
func mediaTypeOf(f *zip.File) string {
	if f == nil {
		return ""
	}
	content, err := f.Open()
	if err != nil {
		return ""
	}
	start := make([]byte, 80)
	n, err := io.ReadFull(content, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return ""
	}
	return string(start[:n])
}
