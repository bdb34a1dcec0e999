package field_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"draft/drafts/field"
)

func encoded(t *testing.T, v any, indent string) string {
	t.Helper()
	var b bytes.Buffer
	if err := field.NewJSONEncoder(&b, indent).Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestJSONEncoder(t *testing.T) {
	for text, want := range map[string]string{
		"充值 50元, <b> & é 👍":        `"充值 50元, <b> & é 👍"`,
		"a\u0085b":                 `"a\u0085b"`,
		"\u009b31m\u007f":          `"\u009b31m\u007f"`,
		"\x1b[0m\x00\t\r\n":        `"\u001b[0m\u0000\t\r\n"`,
		"\u202eabc\u2066\u200f":    `"\u202eabc\u2066\u200f"`,
		"\u200b\u200d\ufeff\u00ad": `"\u200b\u200d\ufeff\u00ad"`,
		"\u2028\u2029":             `"\u2028\u2029"`,
		"\u3164\uffa0":             `"\u3164\uffa0"`,
		"\U000e0041\U000e0100":     `"\udb40\udc41\udb40\udd00"`,
		"\ue000\ufff9":             `"\ue000\ufff9"`,
		"a\xffb":                   `"a\ufffdb"`,
		`"\`:                       `"\"\\"`,
	} {
		if got := encoded(t, text, ""); got != want+"\n" {
			t.Errorf("%q: got %s want %s", text, got, want)
		}
	}
	if got := encoded(t, map[string]any{"k\u202e": []int{1}}, "  "); got != "{\n  \"k\\u202e\": [\n    1\n  ]\n}\n" {
		t.Errorf("got %q", got)
	}
	if got := encoded(t, json.RawMessage("{\"a\": \"\u0085\x9b\"}"), ""); got != `{"a":"\u0085\ufffd"}`+"\n" {
		t.Errorf("raw JSON: got %q", got)
	}
}

// FuzzJSONEncoder: what is written reads back as it was, in one line, without a character that is hidden.
func FuzzJSONEncoder(f *testing.F) {
	f.Add("a\u0085\u2028\u202e\x9b\x00\U000e0041", true)
	f.Fuzz(func(t *testing.T, text string, raw bool) {
		got := encoded(t, map[string]any{text: []string{text}}, "")
		if raw {
			got = encoded(t, json.RawMessage(strings.TrimSuffix(got, "\n")), "")
		}
		var read map[string][]string
		want := strings.ToValidUTF8(text, "\ufffd")
		if err := json.Unmarshal([]byte(got), &read); err != nil || utf8.ValidString(text) && (len(read[want]) != 1 || read[want][0] != want) {
			t.Fatalf("%q: %q, %v", text, got, err)
		}
		line := strings.TrimSuffix(got, "\n")
		if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Fatalf("%q: %q", text, got)
		}
	})
}
