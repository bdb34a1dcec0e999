package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf16"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
)

// writeOrders writes a table of valid rows.
func writeOrders(t testing.TB, path string, rows int) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("douyin_id,recharged_at,method,amount,reason,order_no,to,from\n")
	for i := range rows {
		fmt.Fprintf(&b, "dy_%06d,2026-11-18 20:15,wechat,50,mistake,42000023452026%014d,feedback@douyin.com,desk@example.com\n", i, i+1)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// runInterrupted runs draft and cancels it when the given number of letters was begun.
func runInterrupted(t *testing.T, limit int64, args ...string) (conversation string, code int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var stdout, stderr bytes.Buffer
	folder := t.TempDir()
	a := withFixedWorld(&app{
		term: newTestTerminal("", &stdout, &stderr),
		view: &view.View{},
		config: &config.Config{
			SettingsDir: func() (string, error) { return folder, nil },
			StateDir:    func() (string, error) { return folder, nil },
			DataDir:     func() (string, error) { return folder, nil },
		},
	})
	var ids idMaker
	var n atomic.Int64
	a.newID = func() string {
		if n.Add(1) == limit {
			cancel()
		}
		return ids.next(today)
	}
	code = run(ctx, append([]string{"--lang", "en"}, args...), a)
	return stderr.String(), code
}

// An interrupted batch leaves complete files and a report of them and prints how to resume. Resuming writes exactly the
// missing letters.
func TestBatchInterrupted(t *testing.T) {
	const rows = 3000
	for _, output := range []string{"letters", "one.mbox"} {
		t.Run(output, func(t *testing.T) {
			folder := t.TempDir()
			t.Chdir(folder)
			writeOrders(t, "orders.csv", rows)
			conversation, code := runInterrupted(t, 200, "batch", "refund", "orders.csv", "-o", output, "--report", "report.csv")
			if code != view.ExitInterrupted {
				t.Fatalf("exit %d\n%s", code, conversation)
			}
			first := readMessageIDs(t, output)
			written := countReported(t, "report.csv")
			if len(first) < 200 || len(first) >= rows || written != len(first) {
				t.Fatalf("%d letters, %d reported", len(first), written)
			}
			next := fmt.Sprintf("--rows %d-", written+2)
			if !strings.Contains(conversation, next) || !strings.Contains(conversation, fmt.Sprintf("%d letters are in %s", written, output)) {
				t.Fatalf("it does not say %q:\n%s", next, conversation)
			}
			other := output
			if output == "one.mbox" {
				other = "other.mbox"
			}
			conversation, code = runInterrupted(t, -1, "batch", "refund", "orders.csv", "-o", other, "--rows", next[len("--rows "):])
			if code != view.ExitDone {
				t.Fatalf("exit %d\n%s", code, conversation)
			}
			all := len(readMessageIDs(t, other))
			if other != output {
				all += len(first)
			}
			if all != rows {
				t.Errorf("%d letters in the end", all)
			}
			leftover, err := filepath.Glob(".draft-*")
			if err != nil || leftover != nil {
				t.Error(leftover, err)
			}
		})
	}
}

// readMessageIDs returns the Message-IDs in a folder or an mbox. It fails the test on a duplicate or an incomplete message.
func readMessageIDs(t *testing.T, output string) map[string]bool {
	t.Helper()
	paths := []string{output}
	if !view.IsMbox(output) {
		var err error
		if paths, err = filepath.Glob(output + "/*.eml"); err != nil {
			t.Fatal(err)
		}
	}
	ids := map[string]bool{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, message := range strings.Split(string(data), "X-Unsent: 1")[1:] {
			_, id, _ := strings.Cut(message, "Message-ID: ")
			id, _, _ = strings.Cut(id, "\n")
			if ids[id] || len(message) < 1000 {
				t.Fatalf("%s: %q", path, message)
			}
			ids[id] = true
		}
	}
	return ids
}

// countReported returns the number of rows in a report. It fails the test if a row does not have the state written.
func countReported(t *testing.T, path string) int {
	t.Helper()
	table, err := answers.OpenTable(t.Context(), path, answers.TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close() //nolint:errcheck // it was only read
	n := 0
	for {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil || row.Cells[5] != "written" || row.Cells[0] != fmt.Sprint(n+2) {
			t.Fatal(row.Cells, err)
		}
		n++
	}
}

// Every example table is read, with one letter for each row, or for the rows of each family.
func TestExampleTables(t *testing.T) {
	_, conversation, code := call(t, "", "--lang", "en", "batch", "refund", filepath.Join(examplesFolder, "families.csv"), "--group-by", "家庭")
	if code != view.ExitDone || !strings.Contains(conversation, "6 rows, 3 letters") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	out, conversation, code := call(t, "", "--lang", "en", "batch", "refund", filepath.Join(examplesFolder, "orders.csv"))
	if code != view.ExitDone || !strings.Contains(conversation, "4 rows, 4 letters") || !strings.Contains(out, "抖音客服") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// The empty table of every letter kind has only columns that a batch accepts, in both languages and formats.
func TestEmptyTables(t *testing.T) {
	for _, kind := range []string{"refund", "duplicate", "closure"} {
		for _, language := range []string{"zh", "en"} {
			for _, format := range []string{"csv", "xlsx"} {
				path := filepath.Join(t.TempDir(), kind+"."+format)
				if _, conversation, code := call(t, "", "--lang", language, "template", "fields", kind, "-o", path); code != view.ExitDone {
					t.Fatal(conversation)
				}
				_, conversation, code := call(t, "", "--lang", "en", "batch", kind, path)
				if code != view.ExitDone || !strings.Contains(conversation, "no rows") {
					t.Errorf("%s %s %s: exit %d\n%s", kind, language, format, code, conversation)
				}
			}
		}
	}
}

// The notes of an empty table do not mention keys of the prompts or relative dates, and fit 255 characters. Its option lists
// offer only values that a row accepts.
func TestEmptyTablesHelp(t *testing.T) {
	for _, kind := range []string{"refund", "duplicate", "closure"} {
		for _, language := range []lang.Language{lang.Chinese, lang.English} {
			a := withFixedWorld(&app{
				term:   &term.Terminal{},
				view:   &view.View{Words: lang.New(language)},
				config: &config.Config{SettingsDir: func() (string, error) { return t.TempDir(), nil }},
			})
			k, err := a.config.LoadKind(kind)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range view.SheetColumns(a.view, k) {
				for _, wrong := range []string{"Ctrl", "跳过", "skip", "昨晚", "11月18日", "11-18 8:15"} {
					if strings.Contains(c.Note, wrong) {
						t.Errorf("%s, %s: %s", kind, c.Name, c.Note)
					}
				}
				if n := len(utf16.Encode([]rune(c.Note))); n > 255 { // Excel's limit for the message of a validation
					t.Errorf("%s, %s: %d characters", kind, c.Name, n)
				}
				if kind == "refund" && slices.ContainsFunc(c.Choices, func(s string) bool { return s == "订单重复" || strings.HasPrefix(s, "Charged twice") }) {
					t.Errorf("%s offers what every row refuses: %v", c.Name, c.Choices)
				}
			}
		}
	}
}
