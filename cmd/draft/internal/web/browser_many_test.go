//go:build unix

package web_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// bill takes three payments from a bill into a letter.
func bill(tb *tab) {
	path := tb.program.example("bills/wechat.csv", "已全额退款", "支付成功")
	tb.start()
	tb.press("从账单选付款")
	tb.put("file", path)
	tb.press("打开账单")
	if n := ask[int](tb, `document.querySelectorAll("main [name=payment]:checked").length`); n > 0 {
		tb.t.Errorf("%d payments are chosen already", n)
	}
	for _, day := range []string{"2026-11-18", "2026-11-17", "2026-11-16"} {
		tb.click("main label:has([name=payment])", day)
	}
	tb.press("把勾选的写进信里")
	tb.put("reason", "mistake")
	tb.settle()
	tb.put("douyin_id", "dy_example88")
	tb.settle()
	tb.compare("refund", "--bill", path, "--pick", "抖币", "--yes", "--set", "reason=mistake", "--set", "douyin_id=dy_example88")
}

// table checks a table with a bad row, shows its cell, and gives the letters of the others.
func table(tb *tab) {
	path := tb.program.example("orders.csv", ",198,", ",一百九十八块多,")
	tb.start()
	tb.press("一张表写多封信")
	tb.put("file", path)
	tb.press("检查表格")
	tb.says("可写 3 封，需要改正 1 封", "第 3 行，D 充值金额", "一百九十八块多")
	if mend := string(tb.downloaded("problems.csv")); !strings.Contains(mend, "dy_example02") || strings.Contains(mend, "dy_example01") {
		tb.t.Errorf("the table to mend is %s", mend)
	}
	tb.click("label", "不管需要改正的")
	archive := tb.downloaded("下载")
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	tb.must(err)
	letters := filepath.Join(tb.program.home, "letters")
	tb.program.run(4, "batch", "refund", path, "--keep-going", "-o", letters)
	tb.program.run(4, "batch", "refund", path, "--keep-going", "-o", letters, "--format", "feedback")
	for _, f := range z.File {
		want, err := os.ReadFile(filepath.Join(letters, f.Name))
		tb.must(err)
		r, err := f.Open()
		tb.must(err)
		got, err := io.ReadAll(r)
		tb.must(err)
		if withoutNumbers(string(got)) != withoutNumbers(string(want)) {
			tb.t.Errorf("%s is\n%s\nwant\n%s", f.Name, got, want)
		}
	}
	if len(z.File) != 6 {
		tb.t.Errorf("%d files of 3 letters", len(z.File))
	}
}

// example copies a file of the examples with another text in place of one, and returns its path.
func (p *program) example(name, old, other string) string {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(examples, name))
	if err != nil {
		p.t.Fatal(err)
	}
	path := filepath.Join(p.home, filepath.Base(name))
	if err := os.WriteFile(path, bytes.Replace(data, []byte(old), []byte(other), 1), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}
