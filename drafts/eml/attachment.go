package eml

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/wneessen/go-mail"

	"draft/drafts"
)

// checkFileName reports a name that is empty or a path, or has control or invisible characters.
func (c *checker) checkFileName(name string) {
	if !c.checkVisible("attachment", name, "") {
		return
	}
	if strings.Trim(name, ". ") == "" || strings.ContainsAny(name, `/\`) {
		c.report("attachment.name", name, nil)
	}
}

// setAttachmentHeaders sets the headers that go-mail would write differently. They have the name twice: encoded by RFC 2231, and as encoded
// words in a quoted string, which RFC 2047 forbids but Outlook and webmail need.
func setAttachmentHeaders(f *mail.File, a drafts.Attachment) {
	f.Header.Set("Content-Disposition", "attachment"+nameParameter(a.Name))
	f.Header.Set("Content-Type", mediaType(a)+";\r\n name=\""+legacyName(a.Name)+"\"")
}

// legacyName returns a name as encoded words, one a line; a plain name as it is.
func legacyName(name string) string {
	if plainName(name) {
		return name
	}
	return strings.Join(encodedWords(name), "\r\n ")
}

// nameParameter returns the filename parameter, in numbered sections (RFC 2231) if it is too long for a line. A section consists of
// whole characters, because Python's email package decodes each section by itself.
func nameParameter(name string) string {
	if plainName(name) {
		return ";\r\n filename=\"" + name + "\""
	}
	const room = maxLine - len(" filename*99*=utf-8'';")
	if text := percentEncode(name); len(text) <= room {
		return ";\r\n filename*=utf-8''" + text
	}
	sections := []string{""}
	for _, r := range name {
		character := percentEncode(string(r))
		if last := len(sections) - 1; len(sections[last])+len(character) <= room {
			sections[last] += character
		} else {
			sections = append(sections, character)
		}
	}
	var b strings.Builder
	charset := "utf-8''"
	for i, section := range sections {
		fmt.Fprintf(&b, ";\r\n filename*%d*=%s%s", i, charset, section)
		charset = ""
	}
	return b.String()
}

// plainName reports whether every mail program reads a name that is not encoded.
func plainName(name string) bool {
	return len(name) <= maxWord && !strings.ContainsFunc(name, func(r rune) bool { return !nameCharacter(r) })
}

func nameCharacter(r rune) bool { return letterOrDigit(r) || r == '.' || r == '-' || r == '_' }

// percentEncode encodes a name as the value of an extended parameter (RFC 2231).
func percentEncode(name string) string {
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

// signatures identify a media type by the first bytes of a file. They take precedence over the extension, because screenshots are
// often renamed from .jpg to .png and some mail programs do not show an image of the wrong type.
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

// extensions identify other media types by the file name. The system's table is not used, because it differs between machines.
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

// mediaType returns the media type of a file. A text file is application/octet-stream, because its character set is not known and a
// mail program that guesses may show Chinese wrong.
func mediaType(a drafts.Attachment) string {
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
