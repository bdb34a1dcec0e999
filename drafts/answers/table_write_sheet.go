package answers

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of spreadsheets, in UTF-16 units. They refuse a file with longer texts.
const (
	longestCell = 32767
	longestNote = 255
)

// xmlHead is the start of every part.
const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const (
	spreadsheetML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageML     = "http://schemas.openxmlformats.org/package/2006/"
)

// fixedParts returns the names and texts of the parts that are the same in every workbook. They declare the table's sheet, a hidden
// sheet for the lists of choices, and two cell styles, of which the second one is text.
func fixedParts() [][2]string {
	const application = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	return [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + packageML + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + application + `sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + application + `worksheet+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet2.xml" ContentType="` + application + `worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + application + `styles+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + packageML + `relationships">` +
			`<Relationship Id="rId1" Type="` + relationships + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + packageML + `relationships">` +
			`<Relationship Id="rId1" Type="` + relationships + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relationships + `/worksheet" Target="worksheets/sheet2.xml"/>` +
			`<Relationship Id="rId3" Type="` + relationships + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + spreadsheetML + `" xmlns:r="` + relationships + `"><sheets>` +
			`<sheet name="Sheet1" sheetId="1" r:id="rId1"/>` +
			`<sheet name="Choices" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>`},
		{"xl/styles.xml", `<styleSheet xmlns="` + spreadsheetML + `"><fonts count="1"><font/></fonts>` +
			`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
			`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
			`<cellXfs count="2"><xf/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`},
	}
}

// sheetWriter writes a workbook of text cells. The table's sheet is the last part, so that rows need not be kept.
type sheetWriter struct {
	archive *zip.Writer
	out     *bufio.Writer // the current part
	columns []Column
	rows    int
}

func newSheetWriter(w io.Writer, columns []Column) (*sheetWriter, error) {
	s := &sheetWriter{archive: zip.NewWriter(w), columns: columns}
	for _, part := range fixedParts() {
		if err := s.part(part[0]); err != nil {
			return nil, err
		}
		s.print(part[1])
	}
	if err := s.choices(); err != nil {
		return nil, err
	}
	if err := s.part("xl/worksheets/sheet1.xml"); err != nil {
		return nil, err
	}
	s.print(`<worksheet xmlns="` + spreadsheetML + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	if len(columns) > 0 {
		s.print("<cols>")
		for i, c := range columns {
			width := c.Width
			if width == 0 {
				width = max(12, 2*utf8.RuneCountInString(c.Name)+2)
			}
			s.print(fmt.Sprintf(`<col min="%d" max="%[1]d" width="%d" style="1" customWidth="1"/>`, i+1, width))
		}
		s.print("</cols>")
	}
	s.print("<sheetData>")
	return s, nil
}

// part starts the next part.
func (s *sheetWriter) part(name string) error {
	if s.out != nil {
		if err := s.out.Flush(); err != nil {
			return err
		}
	}
	w, err := s.archive.Create(name)
	if err != nil {
		return err
	}
	s.out = bufio.NewWriter(w)
	s.print(xmlHead)
	return nil
}

// print writes text to the current part. The bufio.Writer keeps the error.
func (s *sheetWriter) print(text string) { _, _ = s.out.WriteString(text) }

// choices writes the hidden sheet with the choices of each column.
func (s *sheetWriter) choices() error {
	if err := s.part("xl/worksheets/sheet2.xml"); err != nil {
		return err
	}
	longest := 0
	for _, c := range s.columns {
		longest = max(longest, len(c.Choices))
	}
	s.print(`<worksheet xmlns="` + spreadsheetML + `"><sheetData>`)
	for row := range longest {
		s.print(fmt.Sprintf(`<row r="%d">`, row+1))
		for i, c := range s.columns {
			if row < len(c.Choices) {
				s.cell(i+1, row+1, c.Choices[row])
			}
		}
		s.print("</row>")
	}
	s.print("</sheetData></worksheet>")
	return nil
}

func (s *sheetWriter) write(cells []string) error {
	if s.rows++; s.rows > maxRows || len(cells) > maxColumns {
		return errors.New("a sheet has no more rows or columns")
	}
	s.print(`<row r="` + strconv.Itoa(s.rows) + `">`)
	for i, cell := range cells {
		if unescapeFormula(cell) != cell {
			cell = escapeFormula(cell)
		}
		if cell != "" {
			s.cell(i+1, s.rows, cell)
		}
	}
	_, err := s.out.WriteString("</row>\n")
	return err
}

func (s *sheetWriter) cell(column, row int, text string) {
	s.print(`<c r="` + ColumnLetters(column) + strconv.Itoa(row) + `" s="1" t="inlineStr"><is><t xml:space="preserve">`)
	_ = xml.EscapeText(s.out, []byte(shorten(escape(text), longestCell))) // the bufio.Writer keeps the error
	s.print("</t></is></c>")
}

func (s *sheetWriter) close() error {
	s.print("</sheetData>")
	s.validations()
	s.print("</worksheet>")
	if err := s.out.Flush(); err != nil {
		return err
	}
	return s.archive.Close()
}

// validations writes the lists of choices and the notes of the columns.
func (s *sheetWriter) validations() {
	var all strings.Builder
	count := 0
	for i, c := range s.columns {
		if c.Note == "" && len(c.Choices) == 0 {
			continue
		}
		count++
		letters := ColumnLetters(i + 1)
		all.WriteString(`<dataValidation allowBlank="1" showInputMessage="1"`)
		if len(c.Choices) > 0 {
			all.WriteString(` type="list"`)
		}
		if c.Note != "" {
			all.WriteString(` prompt="`)
			_ = xml.EscapeText(&all, []byte(shorten(escape(c.Note), longestNote)))
			all.WriteString(`"`)
		}
		fmt.Fprintf(&all, ` sqref="%s2:%[1]s%d">`, letters, maxRows)
		if len(c.Choices) > 0 {
			fmt.Fprintf(&all, "<formula1>Choices!$%s$1:$%[1]s$%d</formula1>", letters, len(c.Choices))
		}
		all.WriteString("</dataValidation>")
	}
	if count > 0 {
		s.print(fmt.Sprintf(`<dataValidations count="%d">%s</dataValidations>`, count, all.String()))
	}
}

// shorten returns at most limit UTF-16 units of a text.
func shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	units := 0
	for i, r := range text {
		if units += utf16.RuneLen(r); units > limit {
			return text[:i]
		}
	}
	return text
}
