package eml

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/wneessen/go-mail"
)

// Attachment is one file that goes with a letter.
type Attachment struct {
	// Name is what the reader sees: a file name in any script, without a folder.
	Name string
	Data []byte
}

// fileName refuses a name that would change a header, hide something or say a place.
func (c *check) fileName(name string) {
	if !c.visible("attachment", name, "") {
		return
	}
	if strings.Trim(name, ". ") == "" || strings.ContainsAny(name, `/\`) {
		c.refuse("attachment.name", name, nil)
	}
}

// setHeaders sets the headers of the file's part that go-mail would write otherwise. The name stands twice: as RFC 2231 says, and
// in the older way that the standard forbids and that Outlook and webmail need.
func (a Attachment) setHeaders(f *mail.File) {
	f.Header.Set("Content-Disposition", "attachment"+nameParameter(a.Name))
	f.Header.Set("Content-Type", a.mediaType()+";\r\n name=\""+olderName(a.Name)+"\"")
}

// olderName gives a name as encoded words, one a line, or as it is.
func olderName(name string) string {
	if plainName(name) {
		return name
	}
	return strings.Join(encodedWords(name), "\r\n ")
}

// nameParameter gives the filename parameter, in numbered pieces (RFC 2231) where it is too long for a line. A piece
// holds whole characters: Python's email package decodes each piece by itself.
func nameParameter(name string) string {
	if plainName(name) {
		return ";\r\n filename=\"" + name + "\""
	}
	const room = maxLine - len(" filename*99*=utf-8'';")
	if text := percent(name); len(text) <= room {
		return ";\r\n filename*=utf-8''" + text
	}
	pieces := []string{""}
	for _, r := range name {
		character := percent(string(r))
		if last := len(pieces) - 1; len(pieces[last])+len(character) <= room {
			pieces[last] += character
		} else {
			pieces = append(pieces, character)
		}
	}
	var b strings.Builder
	charset := "utf-8''"
	for i, piece := range pieces {
		fmt.Fprintf(&b, ";\r\n filename*%d*=%s%s", i, charset, piece)
		charset = ""
	}
	return b.String()
}

// plainName says whether a name needs no encoding in any reader.
func plainName(name string) bool {
	return len(name) <= maxWord && !strings.ContainsFunc(name, func(r rune) bool { return !nameCharacter(r) })
}

func nameCharacter(r rune) bool { return letterOrDigit(r) || r == '.' || r == '-' || r == '_' }

// percent gives a name as the value of an extended parameter.
func percent(name string) string {
	var b strings.Builder
	for i := range len(name) {
		if nameCharacter(rune(name[i])) {
			b.WriteByte(name[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", name[i])
		}
	}
	return b.String()
}

// signatures tell a kind of file by its first bytes. A screenshot that was renamed from .jpg to .png is common, and
// some readers show nothing when the type is wrong.
var signatures = []struct {
	at    int
	bytes string
	media string
}{
	{0, "\x89PNG\r\n\x1a\n", "image/png"},
	{0, "\xff\xd8\xff", "image/jpeg"},
	{0, "GIF8", "image/gif"},
	{8, "WEBP", "image/webp"},
	{4, "ftypheic", "image/heic"},
	{4, "ftypmif1", "image/heif"},
	{4, "ftypqt  ", "video/quicktime"},
	{0, "%PDF-", "application/pdf"},
}

// extensions tell what the content does not. The table is our own: that of the system differs between machines.
var extensions = map[string]string{
	".bmp":  "image/bmp",
	".doc":  "application/msword",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".m4a":  "audio/mp4",
	".mov":  "video/quicktime",
	".mp3":  "audio/mpeg",
	".mp4":  "video/mp4",
	".wav":  "audio/wav",
	".xls":  "application/vnd.ms-excel",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".zip":  "application/zip",
}

// mediaType says what a file is, by its content, then by its name. Text is sent as octets: its character set is
// not known, and a reader that guesses shows Chinese wrong.
func (a Attachment) mediaType() string {
	for _, s := range signatures {
		if len(a.Data) >= s.at && bytes.HasPrefix(a.Data[s.at:], []byte(s.bytes)) {
			return s.media
		}
	}
	if media, ok := extensions[strings.ToLower(path.Ext(a.Name))]; ok {
		return media
	}
	return "application/octet-stream"
}
