package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// make makes a table of so many rows, once.
func (b *bench) make(rows int, ending string) (string, error) {
	name := filepath.Join(b.folder, strconv.Itoa(rows)+ending)
	if _, err := os.Stat(name); err == nil {
		return name, nil
	}
	_, err := measured(b.table, strconv.Itoa(rows), name)
	return name, err
}

// batch writes the letters of a table to a folder or an mbox that was not there before; look may look at it. It stays: where
// many files were just deleted, some file systems take ten times as long to create others.
func (b *bench) batch(table, output string, look func(output string) error) (usage, error) {
	output = b.fresh(output)
	u, err := measured(b.draft, "batch", "refund", table, "-o", output)
	if err == nil {
		err = look(output)
	}
	return u, err
}

// fresh is a path that is not taken.
func (b *bench) fresh(name string) string {
	b.outputs++
	return filepath.Join(b.folder, fmt.Sprint(b.outputs, "-", name))
}

// files writes letters to files of their own, and has the bare program create as many of the same sizes and names.
func (b *bench) files() error {
	table, err := b.make(b.rows, ".csv")
	if err != nil {
		return err
	}
	list, letter := filepath.Join(b.folder, "list"), filepath.Join(b.folder, "letter")
	var p pairs
	for range b.rounds {
		ours, err := b.batch(table, "letters", func(output string) error { return b.list(output, list, letter) })
		if err != nil {
			return err
		}
		theirs, err := measured(b.bare, list, letter, b.fresh("bare"))
		if err != nil {
			return err
		}
		p.add(ours, theirs)
	}
	ratio(fmt.Sprintf("%d letters to .eml files ÷ a bare program's files", b.rows), p.ratios, 0.6, 0.8, p.speeds(b.rows, "bare"))
	return nil
}

// list writes down the sizes and names of the letters in a folder, and keeps one of them.
func (b *bench) list(folder, list, letter string) error {
	names, err := filepath.Glob(filepath.Join(folder, "*.eml"))
	if err != nil || len(names) != b.rows {
		return fmt.Errorf("%d files of %d: %w", len(names), b.rows, err)
	}
	var lines bytes.Buffer
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%d %s\n", info.Size(), filepath.Base(name))
	}
	content, err := os.ReadFile(names[0])
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(list, lines.Bytes(), 0o600), os.WriteFile(letter, content, 0o600))
}

// mbox writes letters to one mbox and to files of their own.
func (b *bench) mbox() error {
	table, err := b.make(b.rows, ".csv")
	if err != nil {
		return err
	}
	var p pairs
	for range b.rounds {
		one, err := b.batch(table, "letters.mbox", holds(b.rows))
		if err != nil {
			return err
		}
		files, err := b.batch(table, "letters", func(string) error { return nil })
		if err != nil {
			return err
		}
		p.add(one, files)
	}
	ratio(fmt.Sprintf("%d letters to one mbox ÷ to files", b.rows), p.ratios, 1.5, 2, p.speeds(b.rows, "files"))
	return nil
}

// holds looks whether an mbox has that many letters. It reads lines, for a long mbox fits into no memory.
func holds(rows int) func(string) error {
	return func(name string) error {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // it is only read
		n := 0
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			if bytes.HasPrefix(lines.Bytes(), []byte("From ")) {
				n++
			}
		}
		if n != rows {
			return fmt.Errorf("%d letters of %d in the mbox: %w", n, rows, lines.Err())
		}
		return lines.Err()
	}
}

// merge is what mailmerge needs beside the table: about the words of a letter, and a server that it does not ask.
const (
	merge = `TO: {{to}}
SUBJECT: 关于充值退款的申请（{{recharged_at}}充值{{amount}}元）
FROM: {{name}} <{{from}}>

抖音客服：

您好！这是一份关于充值退款的申请。
本人于{{recharged_at}}通过{{method}}在抖音内充值{{amount}}元，原因是{{reason}}，现申请退款。

一、充值信息
抖音号：{{douyin_id}}
充值时间：{{recharged_at}}
充值方式：{{method}}
充值金额：{{amount}}元
订单号：{{order_no}}
退款原因：{{reason}}
{% if charged_at %}扣款时间：{{charged_at}}
{% endif %}{% if fault_at %}异常发生时间：{{fault_at}}
{% endif %}使用情况：{{unused}}
充值人：{{recharged_by}}

二、情况说明
本次充值的情况属实，了解实际情况后不希望继续保留。
{{description}}

三、请求事项
1. 请核实上述充值记录及对应订单。
2. 本次充值的{{amount}}元{{unused}}，请予以退回。
3. 退款请按原支付渠道退回（原路退回）。
4. 如需补充材料，请告知所需内容；如不能退款，请说明原因和依据。

联系方式：电话{{phone}}

此致
敬礼

申请人：{{name}}
日期：2026年11月24日
`
	mergeServer = "[smtp_server]\nhost = 127.0.0.1\nport = 25\n"
)

// mailmerge has Python's mailmerge print the messages of the same table, which is the most that it does without a server.
func (b *bench) mailmerge() error {
	program, err := exec.LookPath("mailmerge")
	if err != nil {
		fmt.Printf("%-62s%10s%10g%8g\n", "the same ÷ Python's mailmerge", "absent", 5.0, 8.0)
		return nil //nolint:nilerr // it is measured where it is installed
	}
	table, err := b.make(b.rows, ".csv")
	if err != nil {
		return err
	}
	words, server := filepath.Join(b.folder, "merge.txt"), filepath.Join(b.folder, "merge.conf")
	if err := errors.Join(os.WriteFile(words, []byte(merge), 0o600), os.WriteFile(server, []byte(mergeServer), 0o600)); err != nil {
		return err
	}
	var p pairs
	for range b.rounds {
		ours, err := b.batch(table, "letters", func(string) error { return nil })
		if err != nil {
			return err
		}
		theirs, err := measured(program, "--dry-run", "--no-limit", "--output-format", "raw",
			"--template", words, "--database", table, "--config", server)
		if err != nil {
			return err
		}
		p.add(ours, theirs)
	}
	ratio("the same ÷ Python's mailmerge", p.ratios, 5, 8, p.speeds(b.rows, "mailmerge"))
	return nil
}
