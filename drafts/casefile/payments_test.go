package casefile

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/workday"
)

var update = flag.Bool("update", false, "rewrite the expected letters")

// payments returns the answers of a refund of some payments, of which two in three have an order number.
func payments(count int) (given map[string]string, numbers []string) {
	given = map[string]string{"reason": "mistake", "douyin_id": "dy_example88", "phone": "13812345678"}
	at := time.Date(2026, 10, 1, 20, 15, 0, 0, field.Beijing)
	for i := range count {
		prefix := ""
		if i > 0 {
			prefix = fmt.Sprintf("payments.%d.", i+1)
		}
		given[prefix+"recharged_at"], given[prefix+"amount"] = at.Format("2006-01-02 15:04"), []string{"648", "328", "98"}[i%3]
		given[prefix+"method"] = []string{"wechat", "alipay"}[i%2]
		if i%3 != 2 {
			number := fmt.Sprintf("42000023452026111812345%05d", i)
			given[prefix+"order_no"], numbers = number, append(numbers, number)
		}
		at = at.Add(7 * time.Hour)
	}
	return given, numbers
}

// TestLettersAboutPayments compares the letters about a case of some payments, of which the first came back, with golden files.
func TestLettersAboutPayments(t *testing.T) {
	for _, count := range []int{1, 2, 3, 12, 106} {
		s := newShelf(t)
		given, numbers := payments(count)
		s.put("aaaaaaaa", "refund", "", given)
		s.add("aaaa", cases.Entry{State: cases.Submitted, Via: cases.App})
		s.now = s.now.AddDate(0, 0, 3)
		f := s.add("aaaa", cases.Entry{State: cases.Asked, Via: cases.App, Asked: "请提供UID"})
		var text strings.Builder
		about := func(f *File, kind string, more ...string) drafts.Draft {
			d := s.letterAbout(f, kind, more...)
			fmt.Fprintf(&text, "== %s\n%s\n\n%s\n%s\n\n%s\n\n", kind, d.Letter.Subject, d.Letter.Body,
				strings.Join(letter.Fit(d.Letter.Sentences, 200).Parts, "\n"), strings.Join(letter.Fit(d.Letter.Sentences, 500).Parts, "\n"))
			return d
		}
		sum := fmt.Sprintf("%d笔抖音充值款共%s元", count, f.Claimed)
		about(f, cases.KindSupplement, "given", "UID是1234567890123456。")
		s.now = s.now.AddDate(0, 0, 30)
		s.add("aaaa", cases.Entry{State: cases.Submitted, Via: cases.App, Supplement: true})
		f = s.add("aaaa", cases.Entry{State: cases.Answered, Via: cases.Phone, Said: "三个工作日内处理", Promise: &cases.Promise{Workdays: 3}})
		s.now = s.now.AddDate(0, 0, 10)
		reminder := about(f, cases.KindFollowup)
		if app := letter.Fit(reminder.Letter.Sentences, 200).Whole; count > 1 && (!strings.Contains(reminder.Letter.Body, sum) || !strings.Contains(app, sum)) {
			t.Errorf("%d: the reminder does not sum up: %s", count, app)
		}
		paid := field.MoneyValue(64800)
		if count == 1 {
			paid = 30000
		}
		f = s.add("aaaa", cases.Entry{Paid: &cases.Payment{Fen: int64(paid), On: s.now.Format(time.DateOnly), For: map[bool][]int{true: {1}}[count > 1]}})
		complaint := about(f, cases.KindEscalation, "name", "张三", "address", "示例路1号", "respondent", "示例科技有限公司", "personal_use", "yes")
		for _, number := range numbers {
			if strings.Count(complaint.Letter.Body, number) < 1 {
				t.Errorf("%d: the complaint lacks %s", count, number)
			}
		}
		shortfall := about(f, cases.KindShortfall)
		if open := strings.Count(shortfall.Letter.Body, "笔尚未到齐：2026年"); count > 1 && open != count-1 {
			t.Errorf("%d: the letter about the rest lists %d", count, open)
		}
		letters, err := f.Letters()
		if err != nil {
			t.Fatal(err)
		}
		pasted := strings.Join(letters[0].PastedParts(), "")
		if stated := strings.Count(pasted, "笔：2026年"); count > 1 && strings.Contains(pasted, fmt.Sprintf("未列出的%d笔可提供明细。", count-stated)) != (count > 5) {
			t.Errorf("%d: what was pasted has %d: %s", count, stated, pasted)
		}
		compareGolden(t, fmt.Sprintf("payments-%d.txt", count), text.String())
	}
}

// letterAbout writes a letter about a case. more are answers that the case does not give.
func (s *shelf) letterAbout(f *File, kind string, more ...string) drafts.Draft {
	s.t.Helper()
	k := kindOf(s.t, kind)
	p, err := f.Prefill(k, workday.Announced(), s.now)
	if err != nil {
		s.t.Fatal(err)
	}
	set := p.Answers
	for i := 0; i < len(more); i += 2 {
		set = append(set, answers.Answer{Name: more[i], Text: more[i+1]})
	}
	form := drafts.NewForm(k, field.Reading{Now: s.now})
	if faults := form.Fill(set); faults != nil {
		s.t.Fatal(faults)
	}
	if missing := form.Missing(); missing != nil {
		s.t.Fatal(missing)
	}
	d, err := drafts.Compose(form, drafts.Envelope{}, drafts.Stamp{At: s.now})
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s is not what the letters are now; run go test ./drafts/casefile -update and read the difference\n%s", path, got)
	}
}
