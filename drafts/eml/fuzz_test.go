package eml_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"draft/drafts"
	"draft/drafts/eml"
)

// FuzzFreeze: every message reads back as it was written, and every error has a reason.
func FuzzFreeze(f *testing.F) {
	f.Add("充值退款申请", "张三", text, "截图 一.png")
	f.Add("=?utf-8?q?x?=", "=?utf-8?b?YQ==?=", "", "=?utf-8?b?YQ==?=.png")
	f.Add(" a  b ", `"A, B" <c@d>`, "a\r\nb\rc\n.", `a";b='c'%20.png`)
	f.Add("a\nBcc: x@example.com", "a\u202eb", "\x00\xff", "../x")
	f.Fuzz(func(t *testing.T, subject, name, body, file string) {
		d, files := draft(subject, body), []drafts.Attachment{{Name: file, Data: []byte(body)}}
		d.Envelope.From.Name = name
		m, err := eml.Freeze(d, files)
		if err != nil {
			for _, p := range problems(t, err) {
				if !strings.ContainsAny(p.Code, ".") || p.Args["Value"] == nil {
					t.Errorf("a fault without its reason: %v", p)
				}
			}
			return
		}
		want := expected(d, files)
		want.Text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(body)
		got, err := readStandard(m.Bytes())
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\nread %q\nwant %q\n%s", err, got, want, m.Bytes())
		}
		for line := range strings.SplitSeq(string(m.Bytes()), "\r\n") {
			if len(line) > 76 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
				t.Errorf("bad line %q", line)
			}
		}
	})
}

func BenchmarkFreeze(b *testing.B) {
	d := draft("充值退款申请（抖音号 dy_20260102，2025年12月31日充值50.10元）", strings.Repeat("本人申请退款，请核实。\n", 67))
	b.ReportAllocs()
	for b.Loop() {
		freeze(b, d)
	}
}

func BenchmarkFreezeWithPhoto(b *testing.B) {
	d := draft("充值退款申请", text)
	photo := drafts.Attachment{Name: "订单截图.jpg", Data: make([]byte, 1<<20)}
	b.ReportAllocs()
	for b.Loop() {
		freeze(b, d, photo)
	}
}
