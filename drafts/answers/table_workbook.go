package answers

import (
	"archive/zip"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// Limits of a workbook, against files made to fill the memory. A row has MaxFile, as a text has.
const (
	maxShared = 128 << 20 // bytes of shared strings
	maxPart   = 8 << 20   // of any other part that is kept
	maxSheet  = 4 << 30   // of a sheet, which is not
	maxStyles = 1 << 16
)

// oldFormat tells an encrypted workbook from an .xls file. Both are compound files, whose directory has UTF-16 names.
func oldFormat(file io.ReaderAt) string {
	head := make([]byte, 52)
	if _, err := file.ReadAt(head, 0); err != nil {
		return FoundXLS
	}
	shift := min(binary.LittleEndian.Uint16(head[30:]), 12)
	directory := make([]byte, 1<<shift)
	_, _ = file.ReadAt(directory, (int64(binary.LittleEndian.Uint32(head[48:]))+1)<<shift) // else it is not found there
	if strings.Contains(strings.ReplaceAll(string(directory), "\x00", ""), "EncryptedPackage") {
		return FoundEncrypted
	}
	return FoundXLS
}

// workbook is what the rows of a sheet need of the other parts.
type workbook struct {
	table   *Table
	parts   map[string]*zip.File
	shared  sharedStrings
	styles  []cellStyle
	visible []sheetName
}

// sheetName is a sheet as the workbook lists it.
type sheetName struct{ name, part string }

// openWorkbook opens a visible sheet of an XLSX file: the one of a name, or the first that has a header.
func (t *Table) openWorkbook(file io.ReaderAt, size int64, name string) error {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return t.fault(0, CodeTableDamaged, map[string]any{"Detail": err.Error()})
	}
	w := &workbook{table: t, parts: map[string]*zip.File{}}
	for _, f := range archive.File {
		w.parts[partName("", f.Name)] = f
	}
	if w.visible, err = w.read(); err != nil {
		return err
	}
	t.encoding, t.book = "XLSX", w
	sheets, err := w.named(name)
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

// named gives the sheet of a name, which spreadsheets take in capitals too; "" is all.
func (w *workbook) named(name string) ([]sheetName, error) {
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

// partName makes the target of a relation comparable: relative to a folder or absolute, in any case of letters, and
// with the \ that some programs write.
func partName(folder, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if !strings.HasPrefix(target, "/") {
		target = folder + "/" + target
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+target), "/"))
}

// read reads all parts but the sheets, and lists the visible sheets.
func (w *workbook) read() ([]sheetName, error) {
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
	case w.openDocument():
		return nil, w.table.fault(0, CodeTableFormat, map[string]any{"Found": FoundOpenDocument})
	case w.parts[book] == nil:
		return nil, w.table.fault(0, CodeTableFormat, map[string]any{"Found": FoundArchive})
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

// openDocument tells whether the archive is a spreadsheet of the other standard, whose first part names its type.
func (w *workbook) openDocument() bool {
	f := w.parts["mimetype"]
	if f == nil {
		return false
	}
	content, err := f.Open()
	if err != nil {
		return false
	}
	const spreadsheet = "application/vnd.oasis.opendocument.spreadsheet"
	start := make([]byte, len(spreadsheet))
	n, _ := io.ReadFull(content, start)
	return string(start[:n]) == spreadsheet
}

// relation names another part.
type relation struct{ kind, part string }

// relations reads those of a part by their IDs; the package itself has the name "".
func (w *workbook) relations(part string) (map[string]relation, error) {
	folder, name := path.Split(part)
	found := map[string]relation{}
	err := w.each(partName(folder, "_rels/"+name+".rels"), maxPart, func(_ *partReader, start xml.StartElement) error {
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
	err := w.each(book, maxPart, func(_ *partReader, start xml.StartElement) error {
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
	formats := map[string]cellStyle{}
	cells := false
	return w.each(part, maxPart, func(_ *partReader, start xml.StartElement) error {
		switch start.Name.Local {
		case "numFmt":
			formats[attribute(start, "numFmtId")] = styleOf(attribute(start, "formatCode"))
		case "cellStyleXfs", "cellStyles", "dxfs":
			cells = false
		case "cellXfs":
			cells = true
		case "xf":
			if cells && len(w.styles) < maxStyles {
				id := attribute(start, "numFmtId")
				format, custom := formats[id]
				if !custom {
					format = styleOf(builtinFormat(id))
				}
				w.styles = append(w.styles, format)
			}
		}
		return nil
	})
}

// each calls do with every element of a part. A part that is not there has none.
func (w *workbook) each(part string, limit int64, do func(*partReader, xml.StartElement) error) error {
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

// open opens a part, nil where there is none.
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

// partFault words what reading a part has met.
func (t *Table) partFault(line int, err error) error {
	var faults Faults
	var limit tooLargeError
	switch {
	case errors.As(err, &faults):
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
