package bill

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"draft/drafts/answers"
)

// column is what a column of a bill contains.
type column int

const (
	timeColumn column = iota
	directionColumn
	amountColumn
	statusColumn
	typeColumn
	merchantColumn
	goodsColumn
	orderColumn
	merchantNoColumn
	columns
)

// columnNames returns the names that bills have for a column, in half-width. A bill must have the first four columns.
func columnNames(c column) []string {
	return [columns][]string{
		timeColumn:       {"交易时间", "付款时间"},
		directionColumn:  {"收/支"},
		amountColumn:     {"金额(元)", "金额"},
		statusColumn:     {"当前状态", "交易状态"},
		typeColumn:       {"交易类型", "交易分类"},
		merchantColumn:   {"交易对方"},
		goodsColumn:      {"商品", "商品说明", "商品名称"},
		orderColumn:      {"交易单号", "交易订单号", "交易号"},
		merchantNoColumn: {"商户单号", "商家订单号"},
	}[c]
}

// wechatStatus is the name that only the bills of WeChat have for the status.
const wechatStatus = "当前状态"

// header is where the columns of a bill are.
type header struct {
	wechat bool // else it is a bill of Alipay
	width  int
	text   bool
	at     [columns]int    // the index of each column, or -1
	names  [columns]string // as the bill has them
}

// newHeader reads a row as the header of a bill. ok is false if the row is none. missing are names of required columns that it lacks.
func newHeader(cells []string) (h header, missing []string, ok bool) {
	h.width = len(cells)
	const widest = 100 // columns of a bill, with some that a spreadsheet added
	names := make([]string, min(len(cells), widest))
	for i := range names {
		names[i] = width.Fold.String(strings.TrimSpace(cells[i]))
	}
	found := 0
	for c := range columns {
		h.at[c] = slices.IndexFunc(names, func(name string) bool { return slices.Contains(columnNames(c), name) })
		switch {
		case h.at[c] >= 0:
			found++
			h.names[c] = names[h.at[c]]
		case c <= statusColumn:
			missing = append(missing, columnNames(c)[0])
		}
	}
	h.wechat = h.names[statusColumn] == wechatStatus
	const certain = 3 // columns of these names are no chance
	return h, missing, found >= certain
}

// cell returns the text of a cell without blanks around it. Bills write / where there is nothing.
func (h *header) cell(row answers.Row, c column) string {
	if i := h.at[c]; i >= 0 && i < len(row.Cells) {
		if text := strings.TrimSpace(row.Cells[i]); text != "/" {
			return text
		}
	}
	return ""
}

// rows reads the rows of a bill below its header. Bills of several accounts may be in one file, each with its header.
type rows struct {
	table  *answers.Table
	header header
}

// noHeaderError is returned for a file without the header of a bill. It may be the text of a page.
type noHeaderError struct{ lines []string }

func (e *noHeaderError) Error() string { return CodeNoHeader }

// add keeps a line with its number, unless blank lines have moved it too far down for a page.
func (e *noHeaderError) add(number int, line string) {
	for len(e.lines)+1 < min(number, maxLines) {
		e.lines = append(e.lines, "")
	}
	e.lines = append(e.lines, line)
}

// openRows opens a bill and finds its header.
func openRows(ctx context.Context, source string, file io.ReaderAt, size int64) (*rows, error) {
	table, err := answers.NewTable(ctx, source, file, size, answers.TableOptions{Known: isColumn})
	if err != nil {
		return nil, tableError(err, file)
	}
	r := &rows{table: table}
	cells := make([]string, len(table.Header()))
	for i, name := range table.Header() {
		cells[i] = name.Name
	}
	h, missing, ok := newHeader(cells)
	switch {
	case ok && len(missing) > 0:
		return nil, fault(answers.Place{Source: source, Line: table.Header()[0].At.Line}, CodeColumns, "", map[string]any{"Missing": missing})
	case !ok:
		return nil, r.noHeader(cells)
	}
	r.setHeader(h)
	return r, nil
}

// isColumn reports whether a cell is the name of a column of a bill.
func isColumn(cell string) bool {
	name := width.Fold.String(cell)
	for c := range columns {
		if slices.Contains(columnNames(c), name) {
			return true
		}
	}
	return false
}

// noHeader returns the error of a file without the header of a bill, with the first lines of a text file.
func (r *rows) noHeader(cells []string) error {
	none, line := &noHeaderError{}, r.table.Header()[0].At.Line
	for r.table.Separator() != "" && len(none.lines) < maxLines {
		none.add(line, strings.Join(cells, r.table.Separator()))
		row, err := r.table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return withoutText(err)
		}
		cells, line = row.Cells, row.At.Line
	}
	return none
}

func (r *rows) setHeader(h header) {
	h.text = r.table.Separator() != ""
	r.header = h
}

// next returns the next row that is not a header.
func (r *rows) next() (answers.Row, error) {
	for {
		row, err := r.table.Next()
		if err != nil {
			return row, err
		}
		if !slices.ContainsFunc(row.Cells, func(cell string) bool { return strings.TrimSpace(cell) == "收/支" }) {
			return row, nil
		}
		h, missing, ok := newHeader(row.Cells)
		if !ok || len(missing) > 0 {
			return row, nil
		}
		r.setHeader(h)
	}
}
