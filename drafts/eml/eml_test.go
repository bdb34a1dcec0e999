package eml_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	netmail "net/mail"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"draft/drafts"
	"draft/drafts/eml"
	"draft/drafts/letter"
)

var update = flag.Bool("update", false, "write the golden files")

// at is the time of every test's draft, in another zone than the letter's.
var at = time.Date(2026, 1, 2, 1, 4, 5, 0, time.UTC)

const text = "抖音客服团队：\n\n本人于2025年12月31日21:08通过微信支付充值50.10元，未使用，申请退款。\n.\n..一行以点开头\n\n张三\n"

func zhang() *netmail.Address {
	return &netmail.Address{Name: "张三", Address: "zhangsan@example.com"}
}

func draft(subject, body string) drafts.Draft {
	return drafts.Draft{
		Letter: letter.Letter{Kind: "refund", Subject: subject, Body: body},
		Envelope: drafts.Envelope{
			From: zhang(),
			To:   []*netmail.Address{{Address: "feedback@douyin.example"}},
		},
		Stamp: drafts.Stamp{ID: "20260102-k3f9", At: at},
	}
}

func freeze(t testing.TB, d drafts.Draft, files ...drafts.Attachment) eml.Message {
	t.Helper()
	m, err := eml.Freeze(d, files)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

type example struct {
	draft drafts.Draft
	files []drafts.Attachment
}

// examples returns the messages of the golden files.
func examples() map[string]example {
	many := draft("致客服: 退款 (second request)", text)
	many.Envelope.From.Name = "Zhang San"
	many.Envelope.To = []*netmail.Address{
		{Name: "抖音客服", Address: "kefu@douyin.example"},
		{Name: `O'Neil, "Al"`, Address: "al.o'neil+x@例子.example"},
		{Name: strings.Repeat("很长的部门名称", 8), Address: "a-long-local-part.of-an-address@mail.department.example.com"},
	}
	many.Envelope.Bcc = []*netmail.Address{{Name: "张三", Address: "copy@example.com"}, {Address: "second-copy@example.com"}}
	bare := draft("充值退款申请", text)
	bare.Envelope = drafts.Envelope{}
	ascii := draft("Refund request 2026", "no final newline")
	ascii.Envelope.From.Name = ""
	fake := draft("=?utf-8?b?5Lyq6YCg?= =?utf-8?q?x?=", "")
	fake.Envelope.From.Name = "=?utf-8?q?Bank?="
	spaces := draft("  两个  空格  and  more   "+strings.Repeat(" ", 90)+"end ", "\n\n")
	spaces.Envelope.From.Name = " a  b "
	folded := draft("xxxxxx a header line of exactly seventy-two bytes, which is the longest but "+
		"this one would be a byte longer if its last word were not on the next ones", "text without line breaks")
	for n := range 12 {
		folded.Envelope.To = append(folded.Envelope.To, &netmail.Address{Name: "Li Si"[:n%3*2], Address: strings.Repeat("a", 3*n+1) + "@example.com"})
	}
	for _, n := range []int{47, 23, 29, 24, 30} { // the second line is 76 bytes, the third would be 77
		folded.Envelope.Bcc = append(folded.Envelope.Bcc, &netmail.Address{Address: strings.Repeat("b", n) + "@x.example"})
	}
	return map[string]example{
		"folded":    {draft: folded},
		"letter":    {draft: draft("充值退款申请（抖音号 dy_20260102，2025年12月31日充值50.10元，订单号4200002467202511181234567890）", text)},
		"addresses": {draft: many},
		"bare":      {draft: bare},
		"ascii":     {draft: ascii},
		"fake":      {draft: fake, files: []drafts.Attachment{{Name: "=?utf-8?b?YQ==?=.png", Data: []byte("x")}}},
		"spaces":    {draft: spaces},
		"long":      {draft: draft(strings.Repeat("字", 400)+strings.Repeat("w", 400), strings.Repeat("长", 5000))},
		"files": {draft: draft("充值退款申请", text), files: []drafts.Attachment{
			{Name: "截图 一.png", Data: []byte("\x89PNG\r\n\x1a\nfirst")},
			{Name: "02_订单截图（2024-11-05）😤.png", Data: []byte("\xff\xd8\xff\xe0 a photo under a wrong name")},
			{Name: "03_" + strings.Repeat("超长附件名称", 13) + "证据.pdf", Data: []byte("%PDF-1.7\n")},
			{Name: "receipt.PDF", Data: nil},
			{Name: `a "b"; c='%41'.xlsx`, Data: []byte("PK\x03\x04")},
			{Name: "说明.txt", Data: []byte("GB18030 or UTF-8, who knows\r\n.\r\n")},
		}},
	}
}

func TestGolden(t *testing.T) {
	for name, e := range examples() {
		t.Run(name, func(t *testing.T) {
			got := freeze(t, e.draft, e.files...).Unsent()
			golden(t, name+".eml", got)
			for i, line := range strings.Split(strings.TrimSuffix(string(got), "\r\n"), "\r\n") {
				if strings.ContainsAny(line, "\r\n") {
					t.Errorf("line %d: a line end that is not CRLF", i+1)
				}
				if _, value, _ := strings.Cut(line, " "); len(line) > 76 && strings.Contains(value, " ") {
					t.Errorf("line %d: %d bytes: %s", i+1, len(line), line)
				}
			}
		})
	}
}

// golden compares bytes with a file of testdata. testdata/.gitattributes keeps Git from changing its line ends.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

// TestReadBack: two parsers read what was written. The expected content is stored as JSON next to each golden message, for parsers
// outside Go.
func TestReadBack(t *testing.T) {
	for name, e := range examples() {
		t.Run(name, func(t *testing.T) {
			want := expected(e.draft, e.files)
			for reader, got := range readAll(t, freeze(t, e.draft, e.files...).Bytes()) {
				if name == "fake" && reader == "enmime" {
					continue // enmime decodes names twice
				}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s reads\n%q\nwant\n%q", reader, got, want)
				}
			}
			golden(t, name+".json", asJSON(t, want))
		})
	}
}

// expected returns what every parser should read from the message of a draft and its files.
func expected(d drafts.Draft, files []drafts.Attachment) readMessage {
	want := readMessage{Subject: d.Letter.Subject, Text: d.Letter.Body}
	if d.Envelope.From != nil {
		want.From = []netmail.Address{*d.Envelope.From}
	}
	for _, a := range d.Envelope.To {
		want.To = append(want.To, netmail.Address{Name: a.Name, Address: strings.ReplaceAll(a.Address, "例子", "xn--fsqu00a")})
	}
	for _, f := range files {
		want.Files = append(want.Files, drafts.Attachment{Name: f.Name, Data: append([]byte{}, f.Data...)})
	}
	return want
}

func TestSameDraftSameBytes(t *testing.T) {
	for name, e := range examples() {
		first := freeze(t, e.draft, e.files...).Bytes()
		for range 20 {
			e.draft.Stamp.At = e.draft.Stamp.At.In(time.FixedZone("elsewhere", -11*60*60))
			if again := freeze(t, e.draft, e.files...).Bytes(); !bytes.Equal(first, again) {
				t.Fatalf("%s: two renderings differ:\n%s\n%s", name, first, again)
			}
		}
	}
}

// TestBoundaryInContent: a message can contain another message with the same boundary.
func TestBoundaryInContent(t *testing.T) {
	d := draft("充值退款申请", text)
	inner := freeze(t, d, drafts.Attachment{Name: "a.png", Data: []byte("x")}).Bytes()
	d.Letter.Body = string(inner)
	files := []drafts.Attachment{{Name: "inner.eml", Data: inner}}
	d.Letter.Body = lf(d.Letter.Body)
	for reader, got := range readAll(t, freeze(t, d, files...).Bytes()) {
		if want := expected(d, files); !reflect.DeepEqual(got, want) {
			t.Errorf("%s reads\n%q\nwant\n%q", reader, got, want)
		}
	}
}

func TestHeaders(t *testing.T) {
	e := examples()
	for name, want := range map[string]map[string]string{
		"letter": {"Date": "Fri, 02 Jan 2026 09:04:05 +0800", "Message-Id": "<20260102-k3f9@example.com>", "Mime-Version": "1.0"},
		"bare":   {"Message-Id": "<20260102-k3f9@draft.invalid>", "From": "", "To": "", "Bcc": ""},
		"ascii":  {"Subject": "Refund request 2026", "From": "zhangsan@example.com"},
		"files":  {"Bcc": "", "X-Unsent": "", "User-Agent": "", "X-Mailer": ""},
	} {
		m, err := netmail.ReadMessage(bytes.NewReader(freeze(t, e[name].draft, e[name].files...).Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		for header, value := range want {
			if got := m.Header.Get(header); got != value {
				t.Errorf("%s: %s is %q, want %q", name, header, got, value)
			}
			if _, there := m.Header[header]; there && value == "" {
				t.Errorf("%s: %s is there and empty", name, header)
			}
		}
	}
}

// TestEncodedWordsAreWhole: an encoded word ends between two characters, because mail programs decode each word by itself.
func TestEncodedWordsAreWhole(t *testing.T) {
	for shift := range 4 {
		subject := strings.Repeat("x", shift) + strings.Repeat("退款😤é", 20)
		wire := string(freeze(t, draft(subject, text)).Bytes())
		_, header, _ := strings.Cut(wire, "\r\nSubject: ")
		words, decoded := 0, ""
		for word := range strings.FieldsSeq(header) {
			encoded, isWord := strings.CutPrefix(word, "=?utf-8?b?")
			if !isWord {
				break // the next header
			}
			part, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(encoded, "?="))
			if err != nil || !utf8.Valid(part) {
				t.Errorf("%q decodes to %q, %v", word, part, err)
			}
			words, decoded = words+1, decoded+string(part)
		}
		if words < 3 || decoded != subject {
			t.Errorf("%d words of %q: %q", words, subject, decoded)
		}
	}
}

func TestUnsent(t *testing.T) {
	m := freeze(t, examples()["addresses"].draft)
	head, found := bytes.CutSuffix(m.Unsent(), m.Bytes())
	if !found {
		t.Fatal("the .eml for people does not end with the bytes of the message")
	}
	const want = "X-Unsent: 1\r\nBcc: =?utf-8?b?5byg5LiJ?= <copy@example.com>, second-copy@example.com\r\n"
	if string(head) != want {
		t.Errorf("got %q, want %q", head, want)
	}
	if bytes.Contains(m.Bytes(), []byte("copy@example.com")) {
		t.Error("the message names a blind copy")
	}
}

func asJSON(t *testing.T, s readMessage) []byte {
	t.Helper()
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}
