package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/smtp"
)

var updateDocs = flag.Bool("update-docs", false, "write the tables and the pictures of docs")

// The tables of docs/sending.md say what the program knows: providers.yaml and replies.yaml in the words of the catalogues.
func TestTablesOfSending(t *testing.T) {
	for path, language := range map[string]lang.Language{"docs/sending.md": lang.English, "docs/sending.zh-CN.md": lang.Chinese} {
		words := lang.New(language)
		full := filepath.Join(sourceFolder, filepath.FromSlash(path))
		text, err := os.ReadFile(full)
		if err != nil {
			t.Fatal(err)
		}
		got := string(text)
		for name, table := range map[string]string{"providers": providerTable(words, language), "replies": replyTable(t, words, language)} {
			begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->\n"
			before, rest, found := strings.Cut(got, begin)
			_, after, ended := strings.Cut(rest, end)
			if !found || !ended {
				t.Fatalf("%s has no place for the %s", path, name)
			}
			got = before + begin + "\n" + table + "\n" + end + after
		}
		if *updateDocs {
			if err := os.WriteFile(full, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got != string(text) {
			t.Errorf("%s: a table is not what the program knows; run go test ./cmd/draft -run TestTablesOfSending -update-docs", path)
		}
	}
}

// tableWords are the heads of the tables, and what a run does after a reply.
var tableWords = map[lang.Language]map[string]string{
	lang.English: {
		"providers": "| mailbox | addresses | server | what logs in, and where to get it |\n|---|---|---|---|\n",
		"own":       "your own domain", "replies": "| the server says | it means, and what helps | `draft` then |\n|---|---|---|\n", "or": ", ", "code": "code %s", "codes": "codes %s", "auth": " at the login",
		"on": "goes on with the next letter", "sender": "goes on, but stops if the next ones of this sender get the same", "reconnect": "uses a new connection", "pause": "waits %s, then goes on", "stop": "lets the rest wait",
		"": "goes on or waits, as the code says", "minutes": "%d minutes",
	},
	lang.Chinese: {
		"providers": "| 邮箱 | 地址 | 服务器 | 用什么登录，从哪里取得 |\n|---|---|---|---|\n",
		"own":       "自己的域名", "replies": "| 服务器说 | 意思和办法 | `draft` 接着 |\n|---|---|---|\n", "or": "、", "code": "代码 %s", "codes": "代码 %s", "auth": "（登录时）",
		"on": "发下一封", "sender": "接着发，同一个发件人接连被拒就停下", "reconnect": "换新的连接", "pause": "等 %s再发", "stop": "停下，其余的等待发送",
		"": "看代码，接着发或等待", "minutes": "%d 分钟",
	},
}

func providerTable(words *lang.Catalogue, language lang.Language) string {
	heads := tableWords[language]
	b := &strings.Builder{}
	b.WriteString(heads["providers"])
	for _, p := range smtp.Providers() {
		domains := heads["own"]
		if len(p.Domains) > 0 {
			domains = "@" + strings.Join(p.Domains, heads["or"]+"@")
		}
		server := fmt.Sprintf("%s:%d, %s", p.Host, p.Port, words.Text("smtp.tls."+string(p.TLS), nil))
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", words.Text("smtp.provider."+strings.ReplaceAll(p.ID, "-", "_"), nil), domains, server, words.Text("smtp.help."+p.Help, nil))
	}
	return b.String()
}

// reply is a row of replies.yaml, as far as the table needs it.
type reply struct {
	Has      []string
	Enhanced []string
	Codes    []string
	Stages   []string
	Cause    string
	Run      string
	Wait     string
}

// replyTable has a row for each cause, in the order of replies.yaml, with all the words that have it.
func replyTable(t *testing.T, words *lang.Catalogue, language lang.Language) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(sourceFolder, "drafts", "smtp", "replies.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Words, Codes []reply }
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	heads := tableWords[language]
	said, then := map[string][]string{}, map[string]reply{}
	var causes []string
	for _, r := range append(file.Words, file.Codes...) {
		if _, known := then[r.Cause]; !known {
			causes = append(causes, r.Cause)
			then[r.Cause] = r
		}
		for _, w := range append(slices.Clone(r.Has), r.Enhanced...) {
			said[r.Cause] = append(said[r.Cause], "`"+w+"`")
		}
		if len(r.Has)+len(r.Enhanced) == 0 {
			said[r.Cause] = append(said[r.Cause], codesOf(r, heads))
		}
	}
	b := &strings.Builder{}
	b.WriteString(heads["replies"])
	for _, cause := range causes {
		r := then[cause]
		next := heads[r.Run]
		if r.Run == "pause" {
			var minutes int
			if _, err := fmt.Sscanf(r.Wait, "%dm", &minutes); err != nil {
				t.Fatalf("%s waits %q", cause, r.Wait)
			}
			next = fmt.Sprintf(next, fmt.Sprintf(heads["minutes"], minutes))
		}
		slices.Sort(said[cause])
		fmt.Fprintf(b, "| %s | %s | %s |\n", strings.Join(slices.Compact(said[cause]), heads["or"]), words.Text("smtp.cause."+cause, nil), next)
	}
	return b.String()
}

// codesOf returns the codes of a row without words: 4 is every 4xx.
func codesOf(r reply, heads map[string]string) string {
	var all []string
	for _, code := range r.Codes {
		if len(code) == 1 {
			code += "xx"
		}
		all = append(all, code)
	}
	name := heads["code"]
	if len(all) > 1 {
		name = heads["codes"]
	}
	said := fmt.Sprintf(name, strings.Join(all, heads["or"]))
	if slices.Equal(r.Stages, []string{"auth"}) {
		said += heads["auth"]
	}
	return said
}
