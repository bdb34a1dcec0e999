package answers_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"draft/drafts/answers"
)

const benchRows = 100_000

// benchTable returns a table of nine columns in which no text occurs twice.
func benchTable(b *testing.B, format string) []byte {
	b.Helper()
	var columns []answers.Column
	for _, name := range []string{"抖音号", "充值时间", "充值方式", "充值金额", "订单号", "退款原因", "联系电话", "联系邮箱", "问题描述"} {
		columns = append(columns, answers.Column{Name: name})
	}
	var file bytes.Buffer
	w, err := answers.NewTableWriter(&file, format, columns)
	if err != nil {
		b.Fatal(err)
	}
	for i := range benchRows {
		err := w.Write([]string{
			fmt.Sprintf("dy%08d", i), fmt.Sprintf("2026-11-18 20:%02d", i%60), "微信支付", "50.10", fmt.Sprintf("420000234520261118%010d", i),
			"误充值", fmt.Sprintf("138%08d", i), fmt.Sprintf("u%d@example.com", i), fmt.Sprintf("第%d次误操作充值，未使用，请核实后原路退回。", i),
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return file.Bytes()
}

// sharedTable returns a workbook as spreadsheets write it, with all texts in one part.
func sharedTable(b *testing.B) []byte {
	b.Helper()
	var texts, rows strings.Builder
	for i := range 9 * (benchRows + 1) {
		fmt.Fprintf(&texts, "<si><t>第%d次误操作充值</t></si>", i)
		if i%9 == 0 {
			rows.WriteString("<row>")
		}
		fmt.Fprintf(&rows, `<c t="s"><v>%d</v></c>`, i)
		if i%9 == 8 {
			rows.WriteString("</row>")
		}
	}
	return []byte(workbookOf(b, rows.String(), map[string]string{"xl/sharedStrings.xml": "<sst>" + texts.String() + "</sst>"}))
}

func benchFile(b *testing.B, format string) (path string) {
	b.Helper()
	var content []byte
	if format == "shared" {
		content = sharedTable(b)
	} else {
		content = benchTable(b, format)
	}
	path = filepath.Join(b.TempDir(), "table")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(content)))
	return path
}

// BenchmarkTable reads 100 000 rows. MB-heap is the largest heap.
func BenchmarkTable(b *testing.B) {
	for _, format := range []string{answers.CSV, answers.XLSX, "shared"} {
		b.Run(format, func(b *testing.B) {
			path := benchFile(b, format)
			runtime.GC()
			largest, stop := watchHeap()
			b.ReportAllocs()
			for b.Loop() {
				table, err := answers.OpenTable(b.Context(), path, answers.TableOptions{})
				if err != nil {
					b.Fatal(err)
				}
				rows := 0
				for err == nil {
					_, err = table.Next()
					rows++
				}
				if !errors.Is(err, io.EOF) || rows != benchRows+1 {
					b.Fatal(rows, err)
				}
				if err := table.Close(); err != nil {
					b.Fatal(err)
				}
			}
			stop()
			b.ReportMetric(float64(largest.Load())/(1<<20), "MB-heap")
		})
	}
}

func watchHeap() (largest *atomic.Uint64, stop func()) {
	largest = new(atomic.Uint64)
	end, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		var now runtime.MemStats
		for {
			runtime.ReadMemStats(&now)
			largest.Store(max(largest.Load(), now.HeapAlloc))
			select {
			case <-end:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	return largest, func() { close(end); <-done }
}

func BenchmarkTableWriter(b *testing.B) {
	for _, format := range []string{answers.CSV, answers.XLSX} {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				benchTable(b, format)
			}
		})
	}
}
