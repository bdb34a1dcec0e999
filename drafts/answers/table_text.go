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

// textRecords reads the records of a CSV or TSV file. It differs from encoding/csv as common spreadsheet programs do: a line may end in
// CR alone, the separator may be ，, and a " inside a cell that does not begin with " is a part of the cell. A record takes at most
// MaxFile bytes of memory.
type textRecords struct {
	table *Table
	in    *bufio.Reader // UTF-8, with U+FFFD for invalid bytes
	line  int           // the current line
	count int           // records so far

	text      []byte // the cells of the current record
	ends      []int  // the end of each cell in text
	oversized int    // the column at which the record became too large, or 0
}

// openText opens a table in a text file.
func (t *Table) openText(file io.ReaderAt, size int64) error {
	found, mixed, err := t.findEncoding(file, size)
	if err != nil {
		return err
	}
	if mixed > 0 {
		return t.fault(mixed, CodeTableMixed, nil)
	}
	t.guessed = found.guessed
	text := io.NewSectionReader(file, 0, size)
	mark := make([]byte, len(found.bom))
	if n, _ := io.ReadFull(text, mark); string(mark[:n]) != found.bom {
		_, _ = text.Seek(0, io.SeekStart) // it cannot fail, because it only sets an offset
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
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(start), []byte("<")):
		return t.fault(0, CodeTableFormat, map[string]any{"Found": markup(start)})
	case found.decode != nil && bytes.IndexByte(start, 0) >= 0: // no text has that
		return t.fault(0, CodeTableFormat, map[string]any{"Found": FoundBinary})
	}
	if sep, length := namedSeparator(start); length > 0 {
		t.separator = sep
		_, _ = r.in.Discard(length) // namedSeparator has seen it
		r.skipLineEnd()
	} else {
		t.separator = t.bestSeparator(start, separatorOf(start, strings.EqualFold(filepath.Ext(t.source), ".tsv")))
	}
	return t.readHeader()
}

// namedSeparator parses a first line such as sep=; which tells Excel the separator. Spreadsheets do not show that line.
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

// bestSeparator returns a separator, or another one with which a header is found, because the first line may be a title.
func (t *Table) bestSeparator(start []byte, likely string) string {
	if t.options.Known == nil {
		return likely
	}
	best, most := likely, leastKnown-1
	for _, sep := range append([]string{likely}, separators()...) {
		if most >= leastKnown && best == likely {
			break
		}
		probe := &Table{source: t.source, options: t.options, separator: sep}
		probe.rows = &textRecords{table: probe, in: bufio.NewReader(bytes.NewReader(start)), line: 1}
		for range headerRows {
			rec, err := probe.nextFilled()
			if err != nil {
				break
			}
			if n := t.known(rec); n > most {
				best, most = sep, n
			}
		}
	}
	return best
}

// separators returns the possible separators, the most likely one first. ， is one only if the header has none of the others.
func separators() []string { return []string{",", ";", "\t", "，"} }

// separatorOf returns the separator that is most frequent in the header, outside of quotes.
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
	r.text, r.ends, r.oversized = r.text[:0], r.ends[:0], 0
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
	if r.oversized > 0 {
		rec.faults = append(rec.faults, cellFault{r.oversized, CodeTableTooLarge, map[string]any{"Limit": MaxFile}})
	}
	r.split(&rec)
	return rec, nil
}

// split sets the cells of a record.
func (r *textRecords) split(rec *record) {
	text := string(r.text)
	good := utf8.ValidString(text) && !strings.ContainsRune(text, utf8.RuneError)
	rec.cells = make([]string, len(r.ends))
	start := 0
	for i, end := range r.ends {
		cell := text[start:end]
		start = end
		if !good {
			cell = strings.ToValidUTF8(cell, string(utf8.RuneError))
			if strings.ContainsRune(cell, utf8.RuneError) && i+1 != r.oversized { // a cell that is cut may end in a part of a character
				args := map[string]any{"Encoding": r.table.encoding}
				rec.faults = append(rec.faults, cellFault{i + 1, CodeTableUndecodable, args})
			}
		}
		rec.cells[i] = cell
	}
}

// cell reads a cell and the separator or line end after it. more is false at the end of the record.
func (r *textRecords) cell() (more bool, err error) {
	b, err := r.read()
	if err == nil && b == '"' {
		return r.quotedCell()
	}
	for ; err == nil; b, err = r.read() {
		switch {
		case b == '\n':
			return false, nil
		case r.isSeparator(b):
			return true, nil
		}
		r.add(b)
		r.addRun(r.table.separator[0])
	}
	return false, unlessEOF(err)
}

// quotedCell is like cell, after an opening quote. A line end inside the cell becomes LF.
func (r *textRecords) quotedCell() (more bool, err error) {
	line, column := r.line, len(r.ends)+1
	b, err := r.read()
	for ; err == nil; b, err = r.read() {
		if b == '"' {
			b, err = r.read()
			switch {
			case err == nil && b == '"': // an escaped quote
			default:
				return r.afterQuote(b, err, line, column)
			}
		}
		r.add(b)
		r.addRun('"')
	}
	if !errors.Is(err, io.EOF) {
		return false, err
	}
	return false, r.quoteFault(line, column)
}

// afterQuote reads what follows the closing quote of a cell: blanks, and the separator or line end. b is the first byte after it, and err the
// error of reading it.
func (r *textRecords) afterQuote(b byte, err error, line, column int) (more bool, _ error) {
	for ; err == nil; b, err = r.read() {
		switch {
		case r.isSeparator(b):
			return true, nil
		case b == '\n':
			return false, nil
		case b != ' ' && b != '\t':
			return false, r.quoteFault(line, column)
		}
	}
	return false, unlessEOF(err)
}

// quoteFault returns the error of a quoted cell that is not closed properly. It ends the table, because the cells after it cannot be
// told apart.
func (r *textRecords) quoteFault(line, column int) error {
	return tableFault(r.table.at(line, column), CodeTableQuote, r.cellExcerpt(), nil)
}

// cellExcerpt returns the beginning of the current cell.
func (r *textRecords) cellExcerpt() string {
	start := 0
	if len(r.ends) > 0 {
		start = r.ends[len(r.ends)-1]
	}
	runes := []rune(strings.ToValidUTF8(string(r.text[start:min(len(r.text), start+200)]), ""))
	return string(runes[:min(len(runes), 40)])
}

// read returns the next byte, and LF for every kind of line end.
func (r *textRecords) read() (byte, error) {
	b, err := r.in.ReadByte()
	if err != nil || b != '\n' && b != '\r' {
		return b, err
	}
	if b == '\r' {
		if next, _ := r.in.Peek(1); len(next) > 0 && next[0] == '\n' {
			_, _ = r.in.Discard(1) // Peek has buffered it
		}
	}
	r.line++
	return '\n', nil
}

// skipLineEnd skips a line end, if one comes next.
func (r *textRecords) skipLineEnd() {
	if next, _ := r.in.Peek(1); len(next) > 0 && (next[0] == '\n' || next[0] == '\r') {
		_, _ = r.read() // Peek has buffered it
	}
}

// isSeparator reports whether b begins the separator, and if so skips the rest of the separator.
func (r *textRecords) isSeparator(b byte) bool {
	sep := r.table.separator
	if b != sep[0] {
		return false
	}
	if rest := sep[1:]; rest != "" {
		if next, _ := r.in.Peek(len(rest)); string(next) != rest {
			return false
		}
		_, _ = r.in.Discard(len(rest)) // Peek has buffered it
	}
	return true
}

// add appends a byte to the record, or drops it if the record is too large.
func (r *textRecords) add(b byte) {
	if len(r.text) < MaxFile {
		r.text = append(r.text, b)
	} else {
		r.tooLarge()
	}
}

// addRun appends the buffered bytes up to the first one that may end the cell: end, or a line end. If the record gets too large, it drops
// them.
func (r *textRecords) addRun(end byte) {
	text, _ := r.in.Peek(r.in.Buffered()) // it cannot fail
	n := 0
	for n < len(text) && text[n] != end && text[n] != '\n' && text[n] != '\r' {
		n++
	}
	kept := min(n, MaxFile-len(r.text))
	if r.text = append(r.text, text[:kept]...); kept < n {
		r.tooLarge()
	}
	_, _ = r.in.Discard(n) // it cannot fail
}

// tooLarge records the cell at which the record exceeds the limit.
func (r *textRecords) tooLarge() {
	if r.oversized == 0 {
		r.oversized = len(r.ends) + 1
	}
}

func unlessEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
