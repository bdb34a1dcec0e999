package letter_test

import (
	"reflect"
	"testing"

	"draft/drafts/field"
	"draft/drafts/letter"
)

func TestStrength(t *testing.T) {
	k := kind(t, `strength:
  - {when: has "at", met: le (days "at") 3, field: at, good: {zh: 及时, en: In time}, lack: {zh: 晚了, en: Late}}
  - {when: is "why" "b", met: has "detail", field: detail, good: {zh: 有细节, en: Detail}, lack: {zh: 没细节, en: No detail}}
  - {met: has "files", field: files, good: {zh: 有文件, en: Files}, lack: {zh: 没文件, en: No files}}
  - {met: and (has "sum") (has "call"), good: {zh: 齐了, en: Whole}, lack: {zh: 不齐, en: Not whole}}
checklist:
  - {say: {zh: 账单, en: The bill}}
  - {when: is "why" "b", say: {zh: 乙的证明, en: Proof of B}}
`, "信")
	late := letter.Point{Field: "at", Say: field.Label{ZH: "晚了", EN: "Late"}, Days: -1}
	noFiles := letter.Point{Field: "files", Say: field.Label{ZH: "没文件", EN: "No files"}, Days: -1}
	part := letter.Point{Say: field.Label{ZH: "不齐", EN: "Not whole"}, Days: -1}
	whole := letter.Point{Met: true, Say: field.Label{ZH: "齐了", EN: "Whole"}, Days: -1}
	inTime := letter.Point{Met: true, Field: "at", Say: field.Label{ZH: "及时", EN: "In time"}, Days: 2}
	for _, test := range []struct {
		name    string
		answers []string
		want    []letter.Point
		items   int
	}{
		{"nothing", nil, []letter.Point{noFiles, part}, 1},
		{"late", []string{"at", "2026-11-16"}, []letter.Point{late, noFiles, part}, 1},
		{"in time", []string{"at", "2026-11-18"}, []letter.Point{inTime, noFiles, part}, 1},
		{"no matter", []string{"why", "a"}, []letter.Point{noFiles, part}, 1},
		{"lacking", []string{"why", "b"}, []letter.Point{
			{Field: "detail", Say: field.Label{ZH: "没细节", EN: "No detail"}, Days: -1}, noFiles, part,
		}, 2},
		{"all", []string{"why", "b", "detail", "细", "files", "a.png\nb.png", "sum", "5", "call", "13812345678", "at", "2026-11-18"}, []letter.Point{
			inTime,
			{Met: true, Field: "detail", Say: field.Label{ZH: "有细节", EN: "Detail"}, Days: -1},
			{Met: true, Field: "files", Say: field.Label{ZH: "有文件", EN: "Files"}, Days: -1, Files: 2},
			whole,
		}, 2},
	} {
		sheet := k.Sheet(answered(t, k, test.answers...), noon)
		if got := sheet.Strength(""); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
		items := sheet.Checklist()
		if len(items) != test.items || items[len(items)-1].EN != []string{"", "The bill", "Proof of B"}[test.items] {
			t.Errorf("%s: %v", test.name, items)
		}
	}
	plain := kind(t, "", "信").Sheet(nil, noon)
	if plain.Strength("") != nil || plain.Checklist() != nil {
		t.Error("a kind without strength and checklist has points or items")
	}
}

// TestFilesOfTwoQuestions: the letter numbers the files of all questions in the order in which the message has them.
func TestFilesOfTwoQuestions(t *testing.T) {
	k := kind(t, "  - {name: photos, type: files, optional: true, label: 照片}", "{{attached .files}}\n{{attached .photos}}")
	for _, test := range []struct {
		answers []string
		want    string
	}{
		{[]string{"files", "a.png\nb.png", "photos", "c.png"}, "附件1：01_a.png\n附件2：02_b.png\n附件3：03_c.png\n"},
		{[]string{"files", "app:截图\nb.png", "photos", "c.png"}, "在App内附上：截图\n附件1：01_b.png\n附件2：02_c.png\n"},
		{[]string{"photos", "c.png"}, "附件1：01_c.png\n"},
	} {
		l, err := k.Sheet(answered(t, k, test.answers...), noon).Letter()
		if err != nil || l.Body != test.want {
			t.Errorf("%q: %q, %v", test.answers, l.Body, err)
		}
	}
}
