package view

import (
	"strings"
	"testing"

	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// unknown returns the fault of a column that the template does not know.
func unknown(name, nearest string) answers.Fault {
	return answers.Fault{Name: name, Problem: field.NewProblem(batch.CodeUnknownColumn, name, map[string]any{"Nearest": nearest})}
}

// Several unknown columns are ignored with one flag, which the last one names. A likely slip keeps its own: it should be
// corrected, not ignored. So does a name that the flag would split.
func TestMergeIgnoreFlags(t *testing.T) {
	words := batchWords(t)
	flags := func(faults ...answers.Fault) string {
		for _, f := range faults {
			words.Table.completeHeaderArgs(f.Problem)
		}
		mergeIgnoreFlags(faults)
		var all []string
		for _, f := range faults {
			flag, _ := f.Problem.Args["Flag"].(string)
			if several, _ := f.Problem.Args["Several"].(bool); several {
				flag += "*"
			}
			all = append(all, flag)
		}
		return strings.Join(all, " | ")
	}
	for want, got := range map[string]string{
		"shop":                    flags(unknown("shop", "")),
		` | "shop,my clerk"*`:     flags(unknown("shop", ""), unknown("my clerk", "")),
		" | amuont | shop,clerk*": flags(unknown("shop", ""), unknown("amuont", "amount"), unknown("clerk", "")),
		"shop | a，b":              flags(unknown("shop", ""), unknown("a，b", "")),
		"shop | amuont":           flags(unknown("shop", ""), unknown("amuont", "amount")),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A finding names its question, by the label where there is one, and its place, by both numbers where they differ.
func TestFindingLine(t *testing.T) {
	words := batchWords(t).Table
	problem := field.NewProblem("money.unreadable", "x", nil)
	for _, c := range []struct {
		finding batch.Finding
		begin   string
		text    string
	}{
		{batch.Finding{At: answers.Place{Source: "a.csv", Line: 3}, Row: 3, Field: "amount", Problem: problem}, "a.csv:3: Amount: ", words.View.Problem(problem)},
		{batch.Finding{At: answers.Place{Source: "a.csv", Line: 9}, Row: 3, Field: "unheard", Problem: problem}, words.View.Text("batch.place", map[string]any{"Place": "a.csv:9", "Row": 3}) + ": unheard: ", words.View.Problem(problem)},
		{batch.Finding{At: answers.Place{Source: "a.csv", Line: 3}, Row: 3, Field: batch.RoleTo, Problem: problem}, "a.csv:3: " + words.View.Text("batch.to", nil) + ": ", words.View.Problem(problem)},
		{batch.Finding{At: answers.Place{Source: "a.csv", Line: 3}, Row: 3, Check: &letter.Check{Say: field.Label{ZH: "看", EN: "look"}}}, "a.csv:3: ", "look"},
	} {
		if got := words.findingLine(c.finding); got != c.begin+c.text {
			t.Errorf("%q, want %q", got, c.begin+c.text)
		}
	}
}

// What is missing says what the question accepts, and an answer that is another kind says which.
func TestFindingText(t *testing.T) {
	words := batchWords(t).Table
	why, _ := words.Job.Template.Find("reason")
	missing := words.findingText(batch.Finding{Field: "reason", Problem: field.NewProblem(batch.CodeMissing, "", nil)})
	if !strings.Contains(missing, words.View.Label(why.Options[0].Label)) {
		t.Errorf("%q", missing)
	}
	if len(why.Switches) == 0 {
		t.Fatal("no reason is another kind")
	}
	option := why.Switches[0].Option
	other := words.findingText(batch.Finding{Field: "reason", Problem: field.NewProblem(batch.CodeOtherKind, option, map[string]any{"Kind": why.Switches[0].Kind})})
	for _, o := range why.Options {
		if o.Value == option && !strings.Contains(other, words.View.Label(o.Label)) {
			t.Errorf("%q does not name %q", other, words.View.Label(o.Label))
		}
	}
	if strings.Contains(missing+other, "<no value>") {
		t.Errorf("%q, %q", missing, other)
	}
}

// The table of rows to correct has the reason first, with the number of the row that it was copied from, and then all cells.
func TestProblemsTable(t *testing.T) {
	words := batchWords(t).Table
	words.Problems = "bad.csv"
	header := []answers.Answer{{Name: "why refused"}, {Name: "amount"}, {Name: "订单号"}}
	roles := map[string]string{"why refused": batch.RoleReason}
	words.Job.Columns, _ = batch.Header{Template: words.Job.Template, Roles: roles}.Read(header) // other columns are missing
	var b strings.Builder
	table, err := words.ProblemsTable(&b, header)
	if err != nil {
		t.Fatal(err)
	}
	row := answers.Row{Number: 7, Cells: []string{"of an earlier run", "x", "1", "too many"}}
	e := &batch.Entry{Row: row, Rows: []answers.Row{row}}
	e.Problems = []batch.Finding{{Row: 7, Field: "amount", Problem: field.NewProblem("money.unreadable", "x", nil)}}
	cells := words.ProblemsRows(e, header)[0]
	if len(cells) != 4 || !strings.Contains(cells[0], "7") || !strings.Contains(cells[0], "Amount: ") || strings.Join(cells[1:], "|") != "x|1|too many" {
		t.Errorf("%q", cells)
	}
	if err := table.Write(cells); err != nil {
		t.Fatal(err)
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	if head, _, _ := strings.Cut(b.String(), "\n"); !strings.Contains(head, words.View.Text("batch.reason_column", nil)) || !strings.Contains(head, "amount,订单号") {
		t.Errorf("%q", head)
	}
}
