package wrap

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

func TestRows(t *testing.T) {
	for _, c := range []struct {
		text string
		room int
		want string
	}{
		{"one two three", 9, "one two|three"},
		{"提示：充值，方式", 6, "提示：|充值，|方式"},
		{"请填写（不填也行）", 8, "请填写|（不填也|行）"},
		{"他说“好的”就走了", 6, "他说|“好的”|就走了"},
		{"下一步：draft guide duplicate，看", 20, "下一步：draft guide|duplicate，看"},
		{"账单 https://example.com/a/long/address 里", 12, "账单|https://example.com/a/long/address|里"},
		{"金额￥50", 5, "金额|￥50"},
		{"按 Ctrl-C 退出，已填的内容会保存。", 20, "按 Ctrl-C 退出，已填|的内容会保存。"},
		{"", 10, ""},
		{"一一", 2, "一|一"},
	} {
		if got := strings.Join(Rows(c.text, c.room, c.room), "|"); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.text, c.room, got, c.want)
		}
	}
	if got := strings.Join(HardRows("https://example.com/a/long", 10), "|"); got != "https://ex|ample.com/|a/long" {
		t.Error(got)
	}
}

// Every message of both catalogues is broken by the rules: no row begins with a closing mark or ends with an opening one, none is too long
// unless it is one word, and none ends before the next character would have fitted.
func TestMessages(t *testing.T) {
	action := regexp.MustCompile(`\{\{[^}]*\}\}`)
	count := 0
	for _, language := range []string{"zh", "en"} {
		files, err := filepath.Glob("../lang/" + language + "/*.json")
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			var messages map[string]any
			if err == nil {
				err = json.Unmarshal(data, &messages)
			}
			if err != nil {
				t.Fatal(err)
			}
			for id, message := range messages {
				count++
				text, ok := message.(string)
				if forms, several := message.(map[string]any); several { // singular and plural
					text, ok = forms["other"].(string)
				}
				if !ok {
					t.Fatalf("%s: %v", id, message)
				}
				for _, value := range []string{"充值金额", "draft", "（一）"} {
					for line := range strings.SplitSeq(action.ReplaceAllString(text, value), "\n") {
						for _, width := range []int{40, 60, 80} {
							checkRows(t, id, line, Rows(line, width-1, width-3), width-1)
							checkRows(t, id, line, HardRows(line, width-3), width-3)
						}
					}
				}
			}
		}
	}
	if count < 2000 {
		t.Errorf("only %d messages", count)
	}
}

func checkRows(t *testing.T, id, line string, rows []string, room int) {
	t.Helper()
	if squeeze(strings.Join(rows, "")) != squeeze(line) {
		t.Errorf("%s: %q became %q", id, line, rows)
	}
	for i, row := range rows {
		first, _ := utf8.DecodeRuneInString(row)
		last, _ := utf8.DecodeLastRuneInString(row)
		switch {
		case i > 0 && strings.ContainsRune(closing, first):
			t.Errorf("%s in %d: a row begins with %c: %q", id, room, first, rows)
		case i+1 < len(rows) && strings.ContainsRune(opening, last):
			t.Errorf("%s in %d: a row ends with %c: %q", id, room, last, rows)
		case displaywidth.String(row) > room && strings.Contains(strings.TrimSpace(row), " "):
			t.Errorf("%s in %d: too long: %q", id, room, row)
		case i+1 < len(rows) && isWide(rows[i+1]) && displaywidth.String(row) < room/2 && !strings.ContainsAny(row+rows[i+1], opening+closing):
			t.Errorf("%s in %d: half empty before Chinese: %q", id, room, rows)
		}
	}
}

// isWide reports whether a text begins with two wide characters.
func isWide(text string) bool {
	runes := []rune(text)
	return len(runes) > 1 && displaywidth.Rune(runes[0]) > 1 && displaywidth.Rune(runes[1]) > 1
}

func squeeze(text string) string { return strings.ReplaceAll(text, " ", "") }
