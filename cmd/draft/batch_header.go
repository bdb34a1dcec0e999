package main

import (
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/field"
)

// readHeader finds what the columns of the table are.
func (b *batchOptions) readHeader(table *answers.Table) error {
	names := make([]string, len(table.Header()))
	for i, cell := range table.Header() {
		names[i] = cell.Name
	}
	ignored, unknown := namedColumns(b.ignore, names)
	header := batch.Header{Template: b.job.Template, Roles: columnRoles(), Ignore: ignored}
	columns, faults := header.Read(table.Header())
	if unknown != "" {
		return view.Usage("usage.ignore_unknown", lang.Args{
			"Value": unknown, "Nearest": field.Nearest(unknown, names), "Known": strings.Join(names, b.app.view.Text("list.separator", nil)),
		}, "draft batch")
	}
	if i := slices.IndexFunc(ignored, header.IsRead); i >= 0 {
		return view.Usage("usage.ignore_known", lang.Args{"Value": ignored[i]}, "draft batch")
	}
	if len(faults) > 0 {
		for _, f := range faults {
			b.sayHeader(f.Problem)
		}
		ignoreTogether(faults)
		return &view.AnswersError{Template: b.job.Template, Faults: faults, Hint: "hint.header"}
	}
	b.job.Columns, b.tally.encoding = columns, tableForm(table)
	b.tally.sheet, b.tally.others = table.Sheet(), table.OtherSheets()
	return nil
}

// separatesNames are the characters that may stand between the names of columns.
const separatesNames = ",，、"

// namedColumns are the columns that a flag names: each value is one, or several with commas between them. A name that
// stands in no header is unknown.
func namedColumns(values, header []string) (named []string, unknown string) {
	for _, value := range values {
		parts := []string{value}
		if !slices.Contains(header, strings.TrimSpace(value)) {
			parts = strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(separatesNames, r) })
		}
		for _, part := range parts {
			if part = strings.TrimSpace(part); !slices.Contains(header, part) {
				return nil, part
			}
			named = append(named, part)
		}
	}
	return named, ""
}

// sayHeader gives a problem of the header what its wording needs: what the header of a missing column may be, and how a
// shell takes the name of one that is not to be read.
func (b *batchOptions) sayHeader(p *field.Problem) {
	name, _ := p.Args["Value"].(string)
	switch p.Code {
	case batch.CodeUnknownColumn:
		p.Args["Flag"], p.Args["Several"] = view.Quote(name), false
	case batch.CodeNoColumn:
		form := drafts.NewForm(b.job.Template, field.Reading{})
		q, _ := form.Question(name)
		p.Args["Header"], p.Args["Name"] = b.app.view.ColumnName(form, q), name
		if p.Args["Header"] == name {
			p.Args["Name"] = ""
		}
	}
}

// ignoreTogether gives the last of several unknown columns one flag for all of them. One that is likely a slip keeps its own,
// as does one whose name the flag would take apart.
func ignoreTogether(faults answers.Faults) {
	var together []*field.Problem
	var names []string
	for _, f := range faults {
		name, _ := f.Problem.Args["Value"].(string)
		if f.Problem.Code == batch.CodeUnknownColumn && f.Problem.Args["Nearest"] == "" && !strings.ContainsAny(name, separatesNames) {
			together, names = append(together, f.Problem), append(names, name)
		}
	}
	if len(together) < 2 {
		return
	}
	for _, p := range together {
		p.Args["Flag"] = ""
	}
	last := together[len(together)-1]
	last.Args["Flag"], last.Args["Several"] = view.Quote(strings.Join(names, ",")), true
}

// saySheet tells which sheet was read where nobody chose it and there are others.
func (b *batchOptions) saySheet() {
	if b.sheet == "" && len(b.tally.others) > 0 {
		b.app.term.Say("batch.sheet", lang.Args{
			"Sheet": b.tally.sheet, "Others": strings.Join(b.tally.others, b.app.view.Text("list.separator", nil)), "First": view.Quote(b.tally.others[0]),
		})
	}
}

// sheetError says that the table has no such sheet.
func (b *batchOptions) sheetError(none *answers.NoSheetError) error {
	id := "usage.sheet_unknown"
	if len(none.Sheets) == 0 {
		id = "usage.sheet_text"
	}
	return view.Usage(id, lang.Args{
		"Value": none.Sheet, "Path": b.path, "Nearest": field.Nearest(none.Sheet, none.Sheets),
		"Known": strings.Join(none.Sheets, b.app.view.Text("list.separator", nil)),
	}, "draft batch")
}
