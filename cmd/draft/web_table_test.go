package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"draft/cmd/draft/internal/view"
	"draft/drafts/store"
)

const tableHeader = "抖音号,充值时间,充值方式,充值金额,退款原因,订单号\n"

// tableRow returns a good row of a table.
func tableRow(n int) string {
	return fmt.Sprintf("dy_user%02d,2026-11-18 20:%02d,微信支付,50.00,误充值,42000023452026111812345%05d\n", n, n%60, n)
}

// address returns the address of a file that the page of a table offers.
func (p webPage) address(file string, more ...string) string {
	path, query, _ := strings.Cut(p.path, "?")
	return path + "/" + file + "?" + strings.Join(append([]string{query}, more...), "&")
}

// table uploads a table and returns its page.
func (s *testSite) table(kind, file string) webPage {
	s.t.Helper()
	return s.upload("/table", url.Values{"kind": {kind}}, file)
}

var problemRow = regexp.MustCompile(`<tr><th scope="row">row (\d+)([^<]*)(?:<br><mark lang="zh-CN">([^<]*)</mark>)?</th><td>([^<]*)</td></tr>`)

// A table with bad rows: the page has the problems that --json has, the table to correct is that of --problems, and the letters are the files
// that the terminal writes, without the bad rows only if that is asked for.
func TestTableInTheBrowser(t *testing.T) {
	folder := t.TempDir()
	table := writeFiles(t, "orders.csv", tableHeader+tableRow(1)+"dy_two,2026-11-18 20:15,微信支付,fifty <b>,误充值,1\n"+tableRow(3)+tableRow(3)+tableRow(4))[0]
	t.Chdir(filepath.Dir(table))
	out, conversation, code := callIn(t, folder, "", "", "--lang", "en", "batch", "refund", "orders.csv", "--json", "--problems", "problems.xlsx")
	if code != view.ExitAnswers {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	var said struct {
		Error struct {
			Batch view.BatchObject `json:"batch"`
		} `json:"error"`
	}
	if err := json.Unmarshal([]byte(out), &said); err != nil {
		t.Fatal(err)
	}
	site := newTestSite(t)
	checked := site.table("refund", table)
	found := problemRow.FindAllStringSubmatch(checked.body, -1)
	if checked.status != http.StatusOK || len(found) != len(said.Error.Batch.Problems) || len(found) < 3 {
		t.Fatalf("%d: %d problems, want %v\n%s", checked.status, len(found), said.Error.Batch.Problems, checked.body)
	}
	for i, p := range said.Error.Batch.Problems {
		if fmt.Sprint(p.Row) != found[i][1] || html.UnescapeString(found[i][4]) != p.Message {
			t.Errorf("%v, want %v", found[i][1:], p)
		}
	}
	if found[0][2] != ", D 充值金额" || found[0][3] != "fifty &lt;b&gt;" {
		t.Errorf("%q", found[0][1:])
	}
	_, conversation, _ = callIn(t, folder, "", "", "--lang", "en", "batch", "refund", "orders.csv")
	for line := range strings.Lines(conversation) {
		if line = strings.TrimSpace(line); (strings.HasPrefix(line, "orders.csv (") || strings.HasPrefix(line, "total") || strings.Contains(line, "duplicate")) &&
			!strings.Contains(html.UnescapeString(checked.body), line) {
			t.Errorf("the page does not say %q\n%s", line, checked.body)
		}
	}
	for _, ending := range []string{"xlsx", "csv"} {
		want, err := os.ReadFile("problems." + ending)
		if err != nil {
			if _, conversation, code = callIn(t, folder, "", "", "--lang", "en", "batch", "refund", "orders.csv", "--problems", "problems."+ending); code != view.ExitAnswers {
				t.Fatal(conversation)
			}
			want, err = os.ReadFile("problems." + ending)
		}
		if got := site.get(checked.address("problems." + ending)); err != nil || got.body != string(want) || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("problems.%s has %d bytes, want %d, %v", ending, len(got.body), len(want), err)
		}
	}
	if refused := site.get(checked.address("letters.zip")); refused.status == http.StatusOK || !strings.Contains(refused.body, "Tick this to write the others") {
		t.Errorf("%d\n%s", refused.status, refused.body)
	}
	for _, format := range []string{"eml", "feedback"} {
		if _, conversation, code = callIn(t, folder, "", "", "batch", "refund", "orders.csv", "-o", "letters", "--keep-going", "--format", format); code != view.ExitPart {
			t.Fatal(conversation)
		}
	}
	sameFiles(t, site.get(checked.address("letters.zip", "keep-going=1")), "letters")
	if again := site.get(checked.path); again.status != http.StatusOK {
		t.Errorf("the table is gone after the download: %d", again.status)
	}
}

// sameFiles checks that an archive has the files of a folder and nothing else.
func sameFiles(t *testing.T, p webPage, folder string) {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(p.body), int64(len(p.body)))
	if err != nil {
		t.Fatalf("%d, %v\n%.500s", p.status, err, p.body)
	}
	names, err := filepath.Glob(folder + "/*")
	if err != nil || len(names) != len(archive.File) || len(names) == 0 {
		t.Fatalf("%d files, want %v, %v", len(archive.File), names, err)
	}
	for _, f := range archive.File {
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		if want, err := os.ReadFile(filepath.Join(folder, f.Name)); err != nil || !bytes.Equal(got, want) || !filepath.IsLocal(f.Name) || strings.ContainsAny(f.Name, `/\`) {
			t.Errorf("%s: %v\n%s\nwant\n%s", f.Name, err, got, want)
		}
	}
}

// Every letter kind is written from a table in the browser, one's own too, several rows of one letter, and each encoding; what answers contain
// does not leave the archive.
func TestTablesAreThoseOfTheTerminal(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(tableHeader + tableRow(1))
	if err != nil {
		t.Fatal(err)
	}
	own := tableTemplate(t)
	paths := writeFiles(t, "gb.csv", gb, "own.csv", "抖音号,发生时间,原因\n../../张三,2026-11-18 20:15,用不了\n..\\李四,2026-11-17 20:15,坏了\n~/CON,2026-11-16 20:15,用不了\n")
	for name, c := range map[string]struct {
		kind, path string
		flags      []string
	}{
		"the example":    {"refund", absolute(t, examplesFolder, "orders.csv"), nil},
		"families":       {"refund", absolute(t, examplesFolder, "families.csv"), []string{"group-by=家庭"}},
		"GB18030":        {"refund", paths[0], nil},
		"one's own kind": {"own", paths[1], nil},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			site := newTestSite(t)
			for _, config := range []string{folder, filepath.Join(site.folder, "config")} {
				if err := os.MkdirAll(filepath.Join(config, "templates"), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(config, "templates", "own.tmpl"), []byte(own), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			letters := filepath.Join(t.TempDir(), "letters")
			args, query := []string{"batch", c.kind, c.path, "-o", letters}, url.Values{"kind": {c.kind}}
			for _, flag := range c.flags {
				args = append(args, "--"+flag)
				name, value, _ := strings.Cut(flag, "=")
				query.Set(name, value)
			}
			for _, format := range []string{"eml", "feedback"} {
				if _, conversation, code := callIn(t, folder, "", "", append(args, "--format", format)...); code != view.ExitDone {
					t.Fatal(conversation)
				}
			}
			checked := site.table(c.kind, c.path)
			path, _, _ := strings.Cut(checked.path, "?")
			checked = site.get(path + "?" + query.Encode())
			if checked.status != http.StatusOK || !strings.Contains(checked.body, "draft batch "+c.kind+" "+filepath.Base(c.path)) {
				t.Fatalf("%d\n%s", checked.status, checked.body)
			}
			sameFiles(t, site.get(checked.address("letters.zip")), letters)
		})
	}
}

// tableTemplate returns a template of one's own, which takes any name.
func tableTemplate(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "own.tmpl")
	if _, conversation, code := callIn(t, folder, "", "", "template", "new", "own", "-o", path); code != view.ExitDone {
		t.Fatal(conversation)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(string(text), "    shape: [douyin_id]", "    #", 1) // which would refuse the names of the test
}

// What cannot be read as a table is told with the fields that help.
func TestRefusedTablesInTheBrowser(t *testing.T) {
	site := newTestSite(t)
	big5 := "\xa7\xdc\xad\xb5\xb8\xb9,recharged_at,method,amount,reason\ndy_one,2026-11-18 20:15,wechat,50,\xbb~\xa5R\xad\xc8\n"
	doubt := "douyin_id,recharged_at,method,amount,reason,name\ndy_one,2026-11-18 20:15,wechat,50,mistake,\xb1\x69\xa4\x54\n"
	wanted := [][]string{
		{"doubt.csv row 2: Name: the file does not state its encoding; read as GB18030", "write GB18030 into “Encoding of the file”"},
		{"short.csv row 1: there is no question “店铺”; to skip this column, write it into “Columns to leave out”", "its header is Amount\n", "an empty table shows how to write the header"},
		{"old.xls: this is an old .xls file", "save it as .xlsx, and choose that"},
		{"big5.csv row 1: “", "write the encoding into “Encoding of the file”", "choose it again"},
		{"choose it again"},
		{"if you have no table yet, download an empty one"},
	}
	for i, path := range writeFiles(t, "doubt.csv", doubt, "short.csv", "抖音号,店铺\ndy_one,a\n", "old.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "big5.csv", big5, "bomb.xlsx", bomb(t), "empty.csv", "") {
		_, conversation, code := call(t, "", "--lang", "en", "batch", "refund", path)
		p := site.table("refund", path)
		if code == view.ExitDone || p.status != http.StatusUnprocessableEntity || !strings.Contains(p.body, `name="encoding"`) || !strings.Contains(p.body, "<details open>") {
			t.Errorf("%s: exit %d, status %d\n%s", path, code, p.status, p.body)
		}
		said := strings.ReplaceAll(html.UnescapeString(p.body), "</p>", "\n")
		for _, text := range wanted[i] {
			if !strings.Contains(said, text) {
				t.Errorf("%s: the page does not say %q, but the terminal says\n%s\nthe page:\n%s", path, text, conversation, p.body)
			}
		}
	}
	if p := site.table("../../etc/passwd", writeFiles(t, "a.csv", tableHeader)[0]); p.status != http.StatusUnprocessableEntity {
		t.Errorf("%d\n%s", p.status, p.body)
	}
	if lost := site.get("/table/" + strings.Repeat("A", 26) + "/letters.zip?kind=refund"); lost.status != http.StatusGone || !strings.Contains(lost.body, "not in memory any more") {
		t.Errorf("%d\n%s", lost.status, lost.body)
	}
	huge := site.table("refund", writeFiles(t, "huge.csv", tableHeader+strings.Repeat(tableRow(1), 64<<20/len(tableRow(1))+1))[0])
	if huge.status != http.StatusUnprocessableEntity || !strings.Contains(huge.body, "the file is too large") || !strings.Contains(huge.body, "into several tables") {
		t.Errorf("%d\n%s", huge.status, huge.body)
	}
}

// A page has so many problems at most, and the kinds of all.
func TestManyProblemsInTheBrowser(t *testing.T) {
	site := newTestSite(t)
	rows := tableHeader
	for n := range 300 {
		rows += fmt.Sprintf("dy_user%d,2026-11-18 20:15,微信支付,none,误充值,\n", n)
	}
	p := site.table("refund", writeFiles(t, "bad.csv", rows)[0])
	if n := len(problemRow.FindAllString(p.body, -1)); n != 100 || !strings.Contains(p.body, "200") || strings.Contains(p.body, "letters.zip") {
		t.Errorf("%d problems\n%.3000s", n, p.body)
	}
}

// Nothing of an upload is on the disk, neither as a file nor in the store.
func TestUploadsStayInMemory(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("TMP", temp)
	site := newTestSite(t)
	table := writeFiles(t, "orders.csv", tableHeader+tableRow(1)+strings.Repeat(" ", 20<<20)+"\n")[0]
	checked := site.table("refund", table)
	site.get(checked.address("letters.zip"))
	site.upload("/bill", nil, writeFiles(t, "bill.csv", billHeader+billRow(1, "抖音"))...)
	left, err := os.ReadDir(temp)
	if err != nil {
		t.Fatal(err)
	}
	if left = slices.DeleteFunc(left, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), "Test") }); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	for l, err := range site.store.List(t.Context(), store.Filter{}) {
		t.Errorf("%v, %v", l.ID, err)
	}
	if unfinished, err := site.store.ListUnfinished(t.Context(), ""); err != nil || len(unfinished) > 0 {
		t.Errorf("%v, %v", unfinished, err)
	}
}

// A browser that goes away ends the work for it.
func TestCancelledDownload(t *testing.T) {
	site := newTestSite(t)
	const rows = 600
	table := tableHeader
	for n := range rows {
		table += fmt.Sprintf("dy_user%d,2026-11-%02d %02d:%02d,微信支付,50.00,误充值,42000023452026111812345%05d\n", n, n%19+1, n%24, n%60, n)
	}
	checked := site.table("refund", writeFiles(t, "orders.csv", table)[0])
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var made atomic.Int64
	site.newID = func() string {
		switch n := made.Add(1); {
		case n == rows+10: // the archive is being sent
			cancel()
		case n > rows+10:
			time.Sleep(5 * time.Millisecond)
		}
		return "test000000000000"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, site.server.URL+checked.address("letters.zip"), nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := site.server.Client().Do(r)
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the download ended with %v", err)
	}
	site.server.Close() // it waits for the request
	if n := made.Load(); n >= 2*rows {
		t.Errorf("all of %d letters were written", n)
	}
}

// The empty table is that of draft template fields.
func TestEmptyTableInTheBrowser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orders.xlsx")
	if _, conversation, code := call(t, "", "--lang", "en", "template", "fields", "refund", "-o", path); code != view.ExitDone {
		t.Fatal(conversation)
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	site := newTestSite(t)
	if got := site.get("/table.xlsx?kind=refund"); got.body != string(want) {
		t.Errorf("%d: %d bytes, want %d", got.status, len(got.body), len(want))
	}
	if p := site.table("refund", path); p.status != http.StatusOK || strings.Contains(p.body, "letters.zip") || !strings.Contains(p.body, "there are no rows to write letters for") {
		t.Errorf("%d\n%s", p.status, p.body)
	}
	if none := site.get("/table.xlsx?kind=..%2F..%2Fetc%2Fpasswd"); none.status == http.StatusOK {
		t.Errorf("%d", none.status)
	}
}
