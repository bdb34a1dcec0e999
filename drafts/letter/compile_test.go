package letter_test

import (
	"math/rand"
	"reflect"
	"testing"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// uncompiled is a kind whose words text/template prints.
func uncompiled(k *letter.Template) *letter.Template {
	return &letter.Template{Kind: k.Kind, Fields: k.Fields, Claim: k.Claim, Feedback: k.Feedback, Blocks: k.Blocks}
}

// TestCompiledSaysTheSame: letters that are printed by what Compile made are those of text/template.
func TestCompiledSaysTheSame(t *testing.T) {
	kinds := map[string]*letter.Template{}
	for _, name := range templates.AllBuiltin() {
		k, _, err := templates.Load(name, "")
		if err != nil {
			t.Fatal(err)
		}
		kinds[name] = k
	}
	for name, words := range map[string]string{
		"range":     `{{range .files}}{{.}}{{$.sum}}，{{end}}{{template "sub" .}}{{end}}{{define "sub"}}{{.sum}}`,
		"calls":     `{{template "sub" $}}{{with .sum}}{{template "sub" $}}{{end}}{{end}}{{define "sub"}}{{range .files}}{{.}}{{end}}。`,
		"with":      `{{with $.sum}}{{.}}{{with $.files}}{{attached .}}{{else}}{{.}}{{end}}{{else}}{{.detail}}{{.why}}{{end}}`,
		"with text": `{{with join "，" .sum .files (days "at")}}{{.}}{{sentence .}}{{end}}{{with (list (and (has "sum") .sum))}}{{.}}{{end}}`,
		"tests":     `{{if or .detail .sum}}甲{{else if and (has "at") .more}}乙{{else if not .fine}}丙{{else}}{{days "at"}}{{today}}{{end}}`,
		"items":     `{{list (has "sum") (or .detail .sum) (sentence .detail)}}{{join "；" (and (is "why" "a") (not (has "sum")) .files) .more}}`,
	} {
		kinds[name] = kind(t, "feedback: [{keep: need, text: '{{.detail}}'}]", words)
	}
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, field.Beijing)
	random := rand.New(rand.NewSource(1))
	for name, k := range kinds {
		for range 300 {
			values := letter.Values{}
			for _, q := range k.Fields {
				text := q.Sample
				switch q.Type {
				case field.Choice:
					text = q.Options[random.Intn(len(q.Options))].Value
				case field.YesNo:
					text = []string{"yes", "no"}[random.Intn(2)]
				case field.Files:
					text = "图/a.png\nb.png"
				case field.Money:
					text = "1409.50"
				case field.Datetime:
					text = "2026-11-18 20:15"
				case field.Phone:
					text = "13812345678"
				case field.Number:
					text = "4200002345202611181234567890"
				}
				if text == "" {
					text = "细节 a"
				}
				v, err := q.Parse(text, field.Reading{Now: at})
				if err != nil {
					t.Fatal(err)
				}
				if random.Intn(3) > 0 {
					values[q.Name] = v
				}
			}
			got, err := k.Sheet(values, at).Letter()
			want, wantErr := uncompiled(k).Sheet(values, at).Letter()
			if err != nil || wantErr != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("%s, %v:\ngot  %+v, %v\nwant %+v, %v", name, values, got, err, want, wantErr)
			}
		}
	}
}
