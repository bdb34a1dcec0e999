package eml

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// words decodes encoded words in any character set that mail is written in; Chinese programs use GBK and its like.
var words = &mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(charset) // it takes GB2312 for what it is used as, GBK
	if err != nil {
		return nil, err
	}
	return e.NewDecoder().Reader(r), nil
}}

// decoded reads the encoded words of a header; one that cannot be read is left as it is.
func decoded(text string) string {
	plain, err := words.DecodeHeader(text)
	if err != nil {
		return text
	}
	return plain
}

// maxDepth is how deep parts may lie in parts before nobody looks any deeper.
const maxDepth = 8

// look finds the text of a message and its attachments. What cannot be read as parts has neither: it is sent all the
// same.
func (o *Opened) look(contentType, encoding string, body []byte) {
	o.lookInto(contentType, "", encoding, body, 0)
}

// lookInto adds a part's attachments, or the part itself where it is one. The first part of plain text is the text.
func (o *Opened) lookInto(contentType, disposition, encoding string, body []byte, depth int) {
	media, parameters, _ := mime.ParseMediaType(contentType)
	if strings.HasPrefix(media, "multipart/") && parameters["boundary"] != "" && depth < maxDepth {
		r := multipart.NewReader(bytes.NewReader(body), parameters["boundary"])
		for {
			part, err := r.NextRawPart()
			if err != nil {
				return
			}
			content, _ := io.ReadAll(part) // as much as there is
			h := part.Header
			o.lookInto(h.Get("Content-Type"), h.Get("Content-Disposition"), h.Get("Content-Transfer-Encoding"), content, depth+1)
		}
	}
	how, named, _ := mime.ParseMediaType(disposition)
	name := named["filename"]
	switch {
	case name == "":
		name = decoded(parameters["name"])
	case !strings.Contains(strings.ToLower(disposition), "filename*"): // RFC 2231 has said it all
		name = decoded(name)
	}
	alone := depth == 0 && media != "" && !strings.HasPrefix(media, "text/") && !strings.HasPrefix(media, "multipart/")
	switch {
	case how == "attachment" || name != "" || alone:
		o.Files = append(o.Files, File{Name: name, Size: decodedSize(encoding, body)})
	case o.Text == "" && (media == "text/plain" || media == ""):
		o.Text = plainText(encoding, parameters["charset"], body)
	}
}

// plainText decodes a part of text, as much of it as can be.
func plainText(encoding, charset string, body []byte) string {
	r := decoder(encoding, body)
	if e, err := htmlindex.Get(charset); err == nil {
		r = e.NewDecoder().Reader(r)
	}
	text, _ := io.ReadAll(r)
	return strings.ToValidUTF8(strings.ReplaceAll(string(text), "\r\n", "\n"), "\ufffd")
}

// decodedSize counts the bytes of a part as it is saved.
func decodedSize(encoding string, body []byte) int {
	n, _ := io.Copy(io.Discard, decoder(encoding, body)) // as much as can be decoded
	return int(n)
}

// decoder undoes the transfer encoding of a part.
func decoder(encoding string, body []byte) io.Reader {
	r := bytes.NewReader(body)
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}
