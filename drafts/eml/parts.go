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

// wordDecoder decodes encoded words in all usual character sets, because Chinese programs use GBK and GB18030.
var wordDecoder = &mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(charset) // GB2312 is decoded as GBK
	if err != nil {
		return nil, err
	}
	return e.NewDecoder().Reader(r), nil
}}

// decodeHeader decodes the encoded words of a header value. An invalid value is returned unchanged.
func decodeHeader(text string) string {
	plain, err := wordDecoder.DecodeHeader(text)
	if err != nil {
		return text
	}
	return plain
}

// maxDepth limits the nesting of multipart parts that are read.
const maxDepth = 8

// readBody reads the text and the attachments of a message. Invalid parts are ignored, because they do not prevent sending.
func (o *Opened) readBody(contentType, encoding string, body []byte) {
	o.readPart(contentType, "", encoding, body, 0)
}

// readPart reads the parts of a multipart, and adds any other part to the attachments if it is one. The first plain text part is the
// text.
func (o *Opened) readPart(contentType, disposition, encoding string, body []byte, depth int) {
	media, parameters, _ := mime.ParseMediaType(contentType)
	if strings.HasPrefix(media, "multipart/") && parameters["boundary"] != "" && depth < maxDepth {
		r := multipart.NewReader(bytes.NewReader(body), parameters["boundary"])
		for {
			part, err := r.NextRawPart()
			if err != nil {
				return
			}
			content, _ := io.ReadAll(part) // a part that is cut off is read as far as possible
			h := part.Header
			o.readPart(h.Get("Content-Type"), h.Get("Content-Disposition"), h.Get("Content-Transfer-Encoding"), content, depth+1)
		}
	}
	how, named, _ := mime.ParseMediaType(disposition)
	name := named["filename"]
	switch {
	case name == "":
		name = decodeHeader(parameters["name"])
	case !strings.Contains(strings.ToLower(disposition), "filename*"): // already decoded, by RFC 2231
		name = decodeHeader(name)
	}
	alone := depth == 0 && media != "" && !strings.HasPrefix(media, "text/") && !strings.HasPrefix(media, "multipart/")
	switch {
	case how == "attachment" || name != "" || alone:
		o.Files = append(o.Files, File{Name: name, Size: decodedSize(encoding, body)})
	case o.Text == "" && (media == "text/plain" || media == ""):
		o.Text = plainText(encoding, parameters["charset"], body)
	}
}

// plainText decodes a text part as far as possible.
func plainText(encoding, charset string, body []byte) string {
	r := decoder(encoding, body)
	if e, err := htmlindex.Get(charset); err == nil {
		r = e.NewDecoder().Reader(r)
	}
	text, _ := io.ReadAll(r)
	return strings.ToValidUTF8(strings.ReplaceAll(string(text), "\r\n", "\n"), "\ufffd")
}

// decodedSize returns the size of a part without its transfer encoding.
func decodedSize(encoding string, body []byte) int {
	n, _ := io.Copy(io.Discard, decoder(encoding, body)) // invalid data is counted as far as it can be decoded
	return int(n)
}

// decoder returns a reader that removes the transfer encoding of a part.
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
