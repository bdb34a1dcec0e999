package answers

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// textRecords reads the records of a CSV or TSV file. It differs from encoding/csv where the programs that people
// use do: lines may end in CR alone, the separator may be ，, and a " inside a cell that does not begin with one is a
// part of it. A record never takes more than MaxFile bytes of memory.
type textRecords struct {
	table *Table
	in    *bufio.Reader // UTF-8, or U+FFFD for what could not be decoded
	line  int           // where reading stands
	count int           // records so far

	text []byte // the cells of the record, one after the other
	ends []int  // where each ends
	over int    // the column at which the record became too large, or 0
}

// openText opens a table whose cells stand between separators.
func (t *Table) openText(file io.ReaderAt, size int64) error {
	found, mixed, err := encodingOf(file, size)
	if err != nil {
		return err
	}
	if mixed > 0 {
		return t.fault(mixed, CodeTableMixed, nil)
	}
	text := io.NewSectionReader(file, 0, size)
	mark := make([]byte, len(found.mark))
	if n, _ := io.ReadFull(text, mark); string(mark[:n]) != found.mark {
		_, _ = text.Seek(0, io.SeekStart) // it cannot fail: it reads nothing
	}
	r := &textRecords{table: t, line: 1}
	if found.decode == nil {
		r.in = bufio.NewReaderSize(text, 1<<16)
	} else {
		r.in = bufio.NewReaderSize(transform.NewReader(text, found.decode.NewDecoder()), 1<<16)
	}
	t.encoding, t.rows = found.name, r
	start, err := r.in.Peek(1 << 16)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if bytes.HasPrefix(bytes.TrimSpace(start), []byte("<")) {
		return t.fault(0, CodeTableFormat, map[string]any{"Found": markup(start)})
	}
	if sep, length := namedSeparator(start); length > 0 {
		t.separator = sep
		_, _ = r.in.Discard(length) // it was peeked at
		r.endLine()
	} else {
		t.separator = separatorOf(start, strings.EqualFold(filepath.Ext(t.source), ".tsv"))
	}
	return t.readHeader()
}

// markup tells spreadsheets that are one XML file from web pages.
func markup(start []byte) string {
	switch {
	case bytes.Contains(start, []byte("urn:schemas-microsoft-com:office:spreadsheet")):
		return FoundXML
	case bytes.Contains(start, []byte("urn:oasis:names:tc:opendocument:")):
		return FoundOpenDocument
	}
	return FoundWebPage
}

// namedSeparator reads the line sep=; with which a file tells Excel its separator. Spreadsheets do not show that line.
func namedSeparator(start []byte) (separator string, length int) {
	line := start[:min(len(start), 16)]
	if end := bytes.IndexAny(line, "\r\n"); end >= 0 {
		line = line[:end]
	}
	name := bytes.Trim(line, `"`)
	if len(name) < 5 || !bytes.EqualFold(name[:4], []byte("sep=")) {
		return "", 0
	}
	if sep := string(name[4:]); slices.Contains(separators(), sep) || sep == "|" {
		return sep, len(line)
	}
	return "", 0
}

// separators are those looked for, the likelier first. ， is a letter of the text where any of the others is there.
func separators() []string { return []string{",", ";", "\t", "，"} }

// separatorOf finds what separates the cells of the header: what is there most, outside quotes.
func separatorOf(start []byte, tabs bool) string {
	counts := map[string]int{}
	quoted := false
	header := bytes.TrimLeft(start, "\r\n")
	for i := 0; i < len(header); i++ {
		if header[i] == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if header[i] == '\n' || header[i] == '\r' {
			break
		}
		for _, sep := range separators() {
			if bytes.HasPrefix(header[i:], []byte(sep)) {
				counts[sep]++
			}
		}
	}
	if tabs && counts["\t"] > 0 {
		return "\t"
	}
	found := ","
	for _, sep := range separators()[:3] {
		if counts[sep] > counts[found] {
			found = sep
		}
	}
	if counts[found] == 0 && counts["，"] > 0 {
		return "，"
	}
	return found
}

func (r *textRecords) next() (record, error) {
	if _, err := r.in.Peek(1); err != nil {
		return record{}, err
	}
	r.count++
	rec := record{number: r.count, line: r.line}
	r.text, r.ends, r.over = r.text[:0], r.ends[:0], 0
	for more := true; more; {
		var err error
		if more, err = r.cell(); err != nil {
			return record{}, err
		}
		if len(r.ends) < maxColumns {
			r.ends = append(r.ends, len(r.text))
		} else {
			r.tooLarge()
		}
	}
	if r.over > 0 {
		rec.faults = append(rec.faults, cellFault{r.over, CodeTableTooLarge, map[string]any{"Limit": MaxFile}})
	}
	r.cut(&rec)
	return rec, nil
}

// cut gives a record its cells.
func (r *textRecords) cut(rec *record) {
	text := string(r.text)
	good := utf8.ValidString(text) && !strings.ContainsRune(text, utf8.RuneError)
	rec.cells = make([]string, len(r.ends))
	start := 0
	for i, end := range r.ends {
		cell := text[start:end]
		start = end
		if !good {
			cell = strings.ToValidUTF8(cell, string(utf8.RuneError))
			if strings.ContainsRune(cell, utf8.RuneError) {
				args := map[string]any{"Encoding": r.table.encoding}
				rec.faults = append(rec.faults, cellFault{i + 1, CodeTableUndecodable, args})
			}
		}
		rec.cells[i] = cell
	}
}

// cell reads a cell and what ends it; more tells that it was not the end of the record.
func (r *textRecords) cell() (more bool, err error) {
	b, err := r.read()
	if err == nil && b == '"' {
		return r.quoted()
	}
	for ; err == nil; b, err = r.read() {
		switch {
		case b == '\n':
			return false, nil
		case r.separates(b):
			return true, nil
		}
		r.add(b)
		r.plain(r.table.separator[0])
	}
	return false, unlessEOF(err)
}

// quoted reads a cell after its opening quote. Inside it every kind of line end is a line feed.
func (r *textRecords) quoted() (more bool, err error) {
	line, column := r.line, len(r.ends)+1
	b, err := r.read()
	for ; err == nil; b, err = r.read() {
		if b == '"' {
			b, err = r.read()
			switch {
			case err == nil && b == '"': // two of them are one
			case err == nil && r.separates(b):
				return true, nil
			case err == nil && b != '\n':
				return false, r.open(line, column)
			default:
				return false, unlessEOF(err)
			}
		}
		r.add(b)
		r.plain('"')
	}
	if !errors.Is(err, io.EOF) {
		return false, err
	}
	return false, r.open(line, column)
}

// open is the fault of a quoted cell with no good end: what is a cell after it, nobody can tell.
func (r *textRecords) open(line, column int) error {
	return tableFault(r.table.at(line, column), CodeTableQuote, r.started(), nil)
}

// started gives the beginning of the cell that is being read.
func (r *textRecords) started() string {
	start := 0
	if len(r.ends) > 0 {
		start = r.ends[len(r.ends)-1]
	}
	runes := []rune(strings.ToValidUTF8(string(r.text[start:min(len(r.text), start+200)]), ""))
	return string(runes[:min(len(runes), 40)])
}

// read gives the next byte; every kind of line end is one line feed.
func (r *textRecords) read() (byte, error) {
	b, err := r.in.ReadByte()
	if err != nil || b != '\n' && b != '\r' {
		return b, err
	}
	if b == '\r' {
		if next, _ := r.in.Peek(1); len(next) > 0 && next[0] == '\n' {
			_, _ = r.in.Discard(1) // it was peeked at
		}
	}
	r.line++
	return '\n', nil
}

// endLine reads the end of a line, if one comes next.
func (r *textRecords) endLine() {
	if next, _ := r.in.Peek(1); len(next) > 0 && (next[0] == '\n' || next[0] == '\r') {
		_, _ = r.read() // it was peeked at
	}
}

// separates tells whether a byte is the separator, and reads the rest of it.
func (r *textRecords) separates(b byte) bool {
	sep := r.table.separator
	if b != sep[0] {
		return false
	}
	if rest := sep[1:]; rest != "" {
		if next, _ := r.in.Peek(len(rest)); string(next) != rest {
			return false
		}
		_, _ = r.in.Discard(len(rest)) // it was peeked at
	}
	return true
}

func (r *textRecords) add(b byte) {
	if len(r.text) < MaxFile {
		r.text = append(r.text, b)
	} else {
		r.tooLarge()
	}
}

// plain adds what is buffered as far as no byte of it ends a line or is the one that may end the cell.
func (r *textRecords) plain(end byte) {
	text, _ := r.in.Peek(r.in.Buffered()) // it is there
	n := 0
	for n < len(text) && text[n] != end && text[n] != '\n' && text[n] != '\r' {
		n++
	}
	if len(r.text)+n > MaxFile {
		return // one by one, then
	}
	r.text = append(r.text, text[:n]...)
	_, _ = r.in.Discard(n)
}

// tooLarge notes the cell at which the record became so; what follows is read and forgotten.
func (r *textRecords) tooLarge() {
	if r.over == 0 {
		r.over = len(r.ends) + 1
	}
}

func unlessEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
