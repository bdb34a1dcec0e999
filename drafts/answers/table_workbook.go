package answers

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// Limits of a workbook, in bytes, because a small archive can unpack to any size. The limit of a row is MaxFile.
const (
	maxShared = 128 << 20 // of the shared strings
	maxPart   = 8 << 20   // of any other part that is kept in memory
	maxSheet  = 4 << 30   // of a sheet, which is not kept in memory
	maxStyles = 1 << 16
)

// workbook has the parts of a workbook that reading a sheet needs.
type workbook struct {
	table   *Table
	parts   map[string]*zip.File
	shared  sharedStrings
	styles  []*cellFormat // of cells, by number
	plain   cellFormat    // General
	visible []sheetName
}

// sheetName is the name of a sheet and the name of its part.
type sheetName struct{ name, part string }

// openWorkbook opens a visible sheet of an XLSX file: that of the options, or the first one that has a header if they name none.
func (t *Table) openWorkbook(file io.ReaderAt, size int64) error {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return t.partFault(0, err)
	}
	w := &workbook{table: t, parts: map[string]*zip.File{}}
	for _, f := range archive.File {
		w.parts[partName("", f.Name)] = f
	}
	if w.visible, err = w.readParts(); err != nil {
		return err
	}
	t.encoding, t.book = "XLSX", w
	sheets, err := w.findSheets(t.options.Sheet)
	if err != nil {
		return err
	}
	for _, s := range sheets {
		rows, err := w.openSheet(s.part)
		if err != nil {
			return err
		}
		t.sheet, t.rows = s.name, rows
		err = t.readHeader()
		if !isEmpty(err) {
			return err
		}
	}
	return t.fault(0, CodeTableEmpty, nil)
}

// findSheets returns the visible sheet of a name, in any case of letters; "" means all visible sheets.
func (w *workbook) findSheets(name string) ([]sheetName, error) {
	if name == "" {
		return w.visible, nil
	}
	names := make([]string, len(w.visible))
	for i, s := range w.visible {
		if strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(name)) {
			return w.visible[i : i+1], nil
		}
		names[i] = s.name
	}
	return nil, &NoSheetError{Sheet: name, Sheets: names}
}

func isEmpty(err error) bool {
	var faults Faults
	return errors.As(err, &faults) && faults[0].Problem.Code == CodeTableEmpty
}

// partName returns the canonical name of a part. target may be absolute or relative to folder, in any case of letters, and may contain
// the \ that some programs write.
func partName(folder, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if !strings.HasPrefix(target, "/") {
		target = folder + "/" + target
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+target), "/"))
}

// readParts reads all parts except the sheets and returns the names of the visible sheets.
func (w *workbook) readParts() ([]sheetName, error) {
	var book string
	relations, err := w.relations("")
	if err != nil {
		return nil, err
	}
	for _, r := range relations {
		if r.kind == "officeDocument" {
			book = r.part
		}
	}
	switch {
	case w.parts[book] == nil || foundInArchive(w.parts) != FoundArchive:
		return nil, w.table.fault(0, CodeTableFormat, map[string]any{"Found": foundInArchive(w.parts)})
	case path.Ext(book) == ".bin":
		return nil, w.table.fault(0, CodeTableFormat, map[string]any{"Found": FoundXLSB})
	}
	if relations, err = w.relations(book); err != nil {
		return nil, err
	}
	for _, r := range relations {
		switch r.kind {
		case "sharedStrings":
			err = w.readShared(r.part)
		case "styles":
			err = w.readStyles(r.part)
		}
		if err != nil {
			return nil, err
		}
	}
	return w.sheets(book, relations)
}

// relation is a reference from one part to another.
type relation struct{ kind, part string }

// relations returns the relations of a part by their IDs; "" means the whole archive.
func (w *workbook) relations(part string) (map[string]relation, error) {
	folder, name := path.Split(part)
	found := map[string]relation{}
	err := w.forEachElement(partName(folder, "_rels/"+name+".rels"), maxPart, func(_ *partReader, start xml.StartElement) error {
		if start.Name.Local == "Relationship" && attribute(start, "TargetMode") != "External" {
			kind := attribute(start, "Type")
			found[attribute(start, "Id")] = relation{kind[strings.LastIndexByte(kind, '/')+1:], partName(folder, attribute(start, "Target"))}
		}
		return nil
	})
	return found, err
}

func (w *workbook) sheets(book string, relations map[string]relation) ([]sheetName, error) {
	var sheets []sheetName
	err := w.forEachElement(book, maxPart, func(_ *partReader, start xml.StartElement) error {
		switch start.Name.Local {
		case "workbookPr":
			w.table.from1904 = isTrue(attribute(start, "date1904"))
		case "sheet":
			r := relations[attribute(start, "id")]
			if state := attribute(start, "state"); r.kind == "worksheet" && (state == "" || state == "visible") {
				sheets = append(sheets, sheetName{attribute(start, "name"), r.part})
			}
		}
		return nil
	})
	return sheets, err
}

func (w *workbook) readStyles(part string) error {
	formats := map[string]*cellFormat{}
	cells := false
	return w.forEachElement(part, maxPart, func(_ *partReader, start xml.StartElement) error {
		switch start.Name.Local {
		case "numFmt":
			formats[attribute(start, "numFmtId")] = &cellFormat{code: attribute(start, "formatCode")}
		case "cellStyleXfs", "cellStyles", "dxfs":
			cells = false
		case "cellXfs":
			cells = true
		case "xf":
			if cells && len(w.styles) < maxStyles {
				id := attribute(start, "numFmtId")
				if formats[id] == nil {
					formats[id] = &cellFormat{code: builtinFormat(id)}
				}
				w.styles = append(w.styles, formats[id])
			}
		}
		return nil
	})
}

// forEachElement calls do with the start of each element of a part. It does nothing if there is no such part.
func (w *workbook) forEachElement(part string, limit int64, do func(*partReader, xml.StartElement) error) error {
	p, err := w.open(part, limit)
	if p == nil || err != nil {
		return err
	}
	for {
		token, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if start, ok := token.(xml.StartElement); err == nil && ok {
			err = do(p, start)
		}
		if err != nil {
			return w.table.partFault(0, err)
		}
	}
}

// open opens a part. It returns nil if there is no such part.
func (w *workbook) open(part string, limit int64) (*partReader, error) {
	f := w.parts[part]
	if f == nil {
		return nil, nil
	}
	content, err := f.Open()
	if err != nil {
		return nil, w.table.partFault(0, err)
	}
	return newPartReader(content, limit), nil
}

// partFault turns an error of a partReader into Faults, unless it is that of a context.
func (t *Table) partFault(line int, err error) error {
	var faults Faults
	var limit tooLargeError
	switch {
	case errors.As(err, &faults), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &limit):
		return t.fault(line, CodeTableTooLarge, map[string]any{"Limit": int64(limit)})
	}
	return t.fault(line, CodeTableDamaged, map[string]any{"Detail": err.Error()})
}

func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(value string) bool {
	b, err := strconv.ParseBool(value)
	return err == nil && b
}
