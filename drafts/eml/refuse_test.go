package eml_test

import (
	"errors"
	"fmt"
	netmail "net/mail"
	"reflect"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/eml"
	"draft/drafts/field"
)

// problems returns the problems of an error of Freeze.
func problems(t testing.TB, err error) []*field.Problem {
	t.Helper()
	var joined interface {
		error
		Unwrap() []error
	}
	if !errors.As(err, &joined) {
		t.Fatalf("not a joined error: %v", err)
	}
	var out []*field.Problem
	for _, e := range joined.Unwrap() {
		var p *field.Problem
		if !errors.As(e, &p) {
			t.Fatalf("not a problem: %v", e)
		}
		out = append(out, p)
	}
	return out
}

func TestHiddenCharactersAreRefused(t *testing.T) {
	hidden := []rune{
		'\r', '\n', 0, '\t', 0x1b, 0x7f, 0x85, 0x9b, 0x2028, 0x2029, // ends a line, or drives a terminal
		0x061c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069, // directions
		0x00ad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0xe0041, // seen by nobody
	}
	places := map[string]func(d *drafts.Draft, files []drafts.Attachment, bad string){
		"Subject": func(d *drafts.Draft, _ []drafts.Attachment, bad string) { d.Letter.Subject = bad },
		"From":    func(d *drafts.Draft, _ []drafts.Attachment, bad string) { d.Envelope.From.Name = bad },
		"To": func(d *drafts.Draft, _ []drafts.Attachment, bad string) {
			d.Envelope.To = []*netmail.Address{{Address: bad + "@example.com"}}
		},
		"Bcc": func(d *drafts.Draft, _ []drafts.Attachment, bad string) {
			d.Envelope.Bcc = []*netmail.Address{{Name: bad, Address: "a@example.com"}}
		},
		"": func(_ *drafts.Draft, files []drafts.Attachment, bad string) { files[0].Name = bad },
	}
	for header, spoil := range places {
		for _, r := range hidden {
			d, files := draft("退款", text), []drafts.Attachment{{Name: "a.png"}}
			spoil(&d, files, "前"+string(r)+"后")
			m, err := eml.Freeze(d, files)
			if err == nil {
				t.Errorf("%U in %s is let through:\n%s", r, header, m.Bytes())
				continue
			}
			p := problems(t, err)[0]
			code := "header.control"
			if header == "" {
				code = "attachment.control"
			}
			if p.Code != code || p.Args["CodePoint"] != fmt.Sprintf("%U", r) || p.Args["Position"] != 2 || header != "" && p.Args["Header"] != header {
				t.Errorf("%U in %s: %v", r, header, p)
			}
		}
	}
}

func TestAddresses(t *testing.T) {
	for address, ok := range map[string]bool{
		"a@b":                                    true, // whether it is a likely one is for the field to say
		"first.last+tag@sub.example.com":         true,
		"a@例子.测试":                                true,
		"":                                       false,
		"a":                                      false,
		"@example.com":                           false,
		"a@":                                     false,
		"a b@example.com":                        false,
		`"a b"@example.com`:                      false,
		"a..b@example.com":                       false,
		".a@example.com":                         false,
		"张三@example.com":                         false,
		"a@example.com>, <b@example.com":         false,
		"a@exa mple.com":                         false,
		"=?utf-8?b?YQ==?=@example.com":           false,
		"a@-example.com":                         false,
		"a@example..com":                         false,
		"a@[127.0.0.1]":                          false,
		strings.Repeat("a", 65) + "@example.com": false,
		"a@" + strings.Repeat("b", 64) + ".com":  false,
		"a@" + strings.Repeat("bb.", 84) + "com": false,
	} {
		d := draft("退款", text)
		d.Envelope.To = []*netmail.Address{{Address: address}}
		_, err := eml.Freeze(d, nil)
		if ok != (err == nil) {
			t.Errorf("%q: %v", address, err)
		}
		if err != nil && problems(t, err)[0].Code != "header.address" {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestEveryFaultAtOnce(t *testing.T) {
	d := draft("退\xff款", "正\xff文")
	d.Stamp.ID = "a b"
	d.Envelope.From.Address = "nobody"
	_, err := eml.Freeze(d, []drafts.Attachment{{Name: "../x"}, {Name: `C:\x`}, {Name: ".."}, {Name: ""}, {Name: "\xff"}})
	var codes []string
	for _, p := range problems(t, err) {
		codes = append(codes, p.Code)
	}
	want := []string{
		"header.address", "header.id", "header.encoding", "body.encoding",
		"attachment.name", "attachment.name", "attachment.name", "attachment.name", "attachment.encoding",
	}
	if !reflect.DeepEqual(codes, want) {
		t.Errorf("got %q, want %q", codes, want)
	}
}
