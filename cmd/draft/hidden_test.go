package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp/smtptest"
)

// odd are words of a server with characters that steer a terminal, that are invisible, or that end a line for some readers.
const odd = "a\u009b31mb\u202ec\u200bd\u2028e\u0085f\x1b[2Jg\x7fh\ufefft"

// checkHarmless reports an output with a character that is not visible. Line ends and tabs may be.
func checkHarmless(t *testing.T, name, text string) {
	t.Helper()
	if i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) && r != '\n' && r != '\t' }); i >= 0 {
		t.Errorf("%s: %q", name, text[max(i-40, 0):min(i+40, len(text))])
	}
}

// Hidden characters in what a server or a file says never go out as they are, neither as data nor in lines, and data means
// the same.
func TestHiddenCharactersInData(t *testing.T) {
	p := newMailEnv(t,
		smtptest.Fault{At: smtptest.Dot, N: 1, Reply: "451 " + odd}, smtptest.Fault{At: smtptest.Dot, N: 2, Reply: "250 " + odd},
		smtptest.Fault{At: smtptest.Dot, N: 4, Reply: "554-" + odd + "\r\n554 and more"}, smtptest.Fault{At: smtptest.Auth, N: 5, Reply: "535 " + odd},
	)
	file := filepath.Join(p.folder, "odd.eml")
	message := "From: =?utf-8?q?=C2=9B1m?= <zhangsan@example.com>\r\nTo: x@douyin.com\r\nSubject: =?utf-8?q?a=C2=85b=E2=80=AEc?=\r\n\r\nx\u0085y\u202e\r\n"
	if err := os.WriteFile(file, []byte(message), 0o600); err != nil {
		t.Fatal(err)
	}
	table := p.writeTable("orders.csv", "51")
	report := filepath.Join(p.folder, "report.csv")
	said := func(out string) string { // the words of the server, wherever they are in the data
		var data any
		if err := json.Unmarshal([]byte(strings.SplitAfter(out, "}\n")[0]), &data); err != nil && json.Unmarshal([]byte(out), &data) != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		found := ""
		var walk func(any)
		walk = func(v any) {
			switch v := v.(type) {
			case string:
				if strings.HasPrefix(v, "a\u009b31m") {
					found = v
				}
			case []any:
				for _, v := range v {
					walk(v)
				}
			case map[string]any:
				for _, v := range v {
					walk(v)
				}
			}
		}
		walk(data)
		return found
	}
	for _, c := range []struct {
		args []string
		says bool // the words of the server, in data
	}{
		{[]string{"send", firstID, "--yes", "--json"}, true},
		{[]string{"list", "--json"}, false},
		{[]string{"show", firstID, "--json"}, true},
		{[]string{"show", firstID}, false},
		{[]string{"store", "export"}, true},
		{[]string{"store", "export", "--masked"}, false},
		{[]string{"send", firstID, "--yes"}, false},
		{[]string{"show", firstID, "--json"}, true},
		{[]string{"show", firstID}, false},
		{[]string{"list"}, false},
		{[]string{"due"}, false},
		{[]string{"send", file, "--yes", "--unlisted", "--json"}, false},
		{[]string{"batch", "refund", table, "--send", "--yes", "--report", report}, false},
		{[]string{"account", "test", "--json"}, false},
		{[]string{"account", "test"}, false},
		{[]string{"list"}, false},
		{[]string{"list", "--json"}, false},
		{[]string{"store", "export"}, false},
		{[]string{"log", firstID, "--via", "phone", "--said", odd}, false},
		{[]string{"log", firstID, "--via", "phone", "--said", "a\u0085b"}, false},
		{[]string{"due", "--json"}, false},
		{[]string{"due", firstID}, false},
		{[]string{"report", firstID, "-o", "-"}, false},
		{[]string{"report", "-o", "-"}, false},
		{[]string{"show", firstID, "--format", "json", "-o", "-"}, false},
		{[]string{"store", "check"}, false},
		{[]string{"store", "check", "--json"}, false},
	} {
		out, conversation, code := p.run("test00000000009"+string(rune('a'+len(c.args))), nil, c.args...)
		name := strings.Join(c.args, " ")
		if out+conversation == "" || code == view.ExitUsage {
			t.Errorf("%s: exit %d\n%s%s", name, code, out, conversation)
		}
		checkHarmless(t, name, out)
		checkHarmless(t, name, conversation)
		if c.says {
			if got := said(out); got != odd {
				t.Errorf("%s: the server said %q in\n%s", name, got, out)
			}
		}
	}
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	checkHarmless(t, "the report", strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "\r\n", "\n"))
	if lines := strings.Count(string(text), "\n"); lines != 2 {
		t.Errorf("the report has %d lines:\n%s", lines, text)
	}
}

// Data goes out through one encoder: the commands make no JSON of their own, and an export of the store makes none either.
func TestDataHasOneEncoder(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.go", "internal/*/*.go", "../../drafts/store/export.go", "../../drafts/batch/*.go", "../../drafts/page/*.go"} {
		more, err := filepath.Glob(pattern)
		if err != nil || len(more) == 0 {
			t.Fatal(pattern, err)
		}
		files = append(files, more...)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file, "_test.go") && (strings.Contains(string(text), "json.NewEncoder(") || strings.Contains(string(text), "json.MarshalIndent(")) {
			t.Errorf("%s writes JSON without field.NewJSONEncoder", file)
		}
	}
}
