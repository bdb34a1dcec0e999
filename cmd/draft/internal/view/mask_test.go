package view

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestMask(t *testing.T) {
	const text = "张三丰，电话 13812345678"
	form := refund(t, "name", "张三丰")
	if got := Mask(form.Values(), false)(text); got != text {
		t.Errorf("nothing is to be hidden: %q", got)
	}
	got := Mask(form.Values(), true)(text)
	if !strings.HasPrefix(got, "张**，") || strings.Contains(got, "13812345678") {
		t.Errorf("%q", got)
	}
	if got := Mask(refund(t).Values(), true)(text); !strings.HasPrefix(got, "张三丰，") || strings.Contains(got, "13812345678") {
		t.Errorf("without a name: %q", got)
	}
	for name, want := range map[string]string{"": "李四", "李四": "李*", "李": "李*四"} {
		if got := MaskName(name)("李四"); got != want {
			t.Errorf("with the name %q: %q, want %q", name, got, want)
		}
	}
}

// An export keeps what tells letters apart and loses what tells people apart. A number stays a number with all its digits.
func TestMaskedWriter(t *testing.T) {
	var out strings.Builder
	line := `{"id":"13812345678","created_at":"2026-11-20T10:00:00+08:00","digest":"4200001234567890","subject":"张三 13812345678",` +
		`"to":["张三 13812345678"],"size":9007199254740993,"content":{"name":"张三","answers":[{"text":"13812345678"}],"about":"13812345678"},` +
		`"message":{"sha256":"4200001234567890","base64":"QQ=="},"removed_by":"window 2","attempts":[{"seat":"window 2"}]}` + "\n"
	w := NewMaskedWriter(&out)
	if n, err := w.Write([]byte(line)); err != nil || n != len(line) {
		t.Fatalf("%d, %v", n, err)
	}
	got := out.String()
	for _, kept := range []string{`"id":"13812345678"`, `"created_at":"2026-11-20T10:00:00+08:00"`, `"digest":"4200001234567890"`, `"about":"13812345678"`, `"sha256":"4200001234567890"`, `"size":9007199254740993`} {
		if !strings.Contains(got, kept) {
			t.Errorf("no %s in %s", kept, got)
		}
	}
	if strings.Contains(got, "张三") || strings.Contains(got, "base64") || strings.Contains(got, "window") || strings.Count(got, "13812345678") != 2 {
		t.Errorf("%s", got)
	}
	if !json.Valid([]byte(got)) || strings.Count(got, "\n") != 1 {
		t.Errorf("not one line of JSON: %q", got)
	}
	if _, err := w.Write([]byte("no JSON\n")); err == nil || out.String() != got {
		t.Errorf("a line that is no JSON: %v, %q", err, out.String())
	}
}
