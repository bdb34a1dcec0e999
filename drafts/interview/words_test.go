package interview_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// composed is a session whose letter is written, the letter, and its sheet.
func composed(t *testing.T) (s *interview.Session, d drafts.Draft, sheet string) {
	t.Helper()
	s = open(t, "refund")
	fill(t, s, interview.Sources{Set: refund("description", "误点了。")})
	d, err := drafts.Compose(s.Form(), s.Envelope(), drafts.Stamp{ID: "a", At: now})
	if err != nil {
		t.Fatal(err)
	}
	return s, d, interview.Sheet(d.Letter.Subject, d.Letter.Body, letter.Fit(d.Letter.Sentences, 0).Whole, "短文本")
}

func TestSheetIsReadBack(t *testing.T) {
	s, d, sheet := composed(t)
	for name, edit := range map[string]string{
		"unchanged": sheet, "with CRLF": "\ufeff" + strings.ReplaceAll(sheet, "\n", "\r\n"), "with another colon": strings.Replace(sheet, "主题：", "主题:", 1),
		"with lines above": "\n\n" + sheet,
	} {
		edited, err := s.Words.Edit(edit, d.Letter, d.Facts, 0)
		if err != nil || edited.Doubts != nil || edited.Drifts != nil {
			t.Errorf("%s: %v %v", name, err, edited)
		}
		w := s.Words.Get()
		if w.Subject != d.Letter.Subject || w.Body != d.Letter.Body || w.App != letter.Fit(d.Letter.Sentences, 0).Whole || s.Words.Outdated(d.Letter) {
			t.Errorf("%s: %+v", name, w)
		}
	}
}

func TestBrokenLinesAreJoined(t *testing.T) {
	s, d, _ := composed(t)
	edited, err := s.Words.Edit(interview.Sheet("a", "b", "您好，\n  我的 ID\nis dy_x\n\n谢谢。", "x"), d.Letter, nil, 0)
	if want := "您好，我的 ID is dy_x谢谢。"; err != nil || edited.Words.App != want {
		t.Errorf("%v %q, want %q", err, edited.Words.App, want)
	}
}

func TestSheetThatIsRefused(t *testing.T) {
	s, d, sheet := composed(t)
	above, _, _ := strings.Cut(sheet, "\n"+interview.AppMark)
	for name, edit := range map[string]string{
		"nothing": "", "no subject": strings.Replace(sheet, d.Letter.Subject, " ", 1), "no mark": strings.Replace(sheet, interview.SubjectMark, "", 1),
		"no app text": above + "\n====\n", "no separating line": above, "no letter": interview.Sheet("a", "", "b", "x"),
	} {
		if _, err := s.Words.Edit(edit, d.Letter, d.Facts, 0); !errors.Is(err, interview.ErrSheet) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, edit := range map[string]string{
		"an escape in the subject": strings.Replace(sheet, interview.SubjectMark, interview.SubjectMark+"\x1b", 1),
		"a mark of direction":      strings.Replace(sheet, "您好", "您好\u202e", 1),
	} {
		if _, err := s.Words.Edit(edit, d.Letter, d.Facts, 0); field.AsProblem(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.Words.Get() != nil {
		t.Error("words that were refused are used")
	}
}

func TestEditedWordsAreRead(t *testing.T) {
	s, d, sheet := composed(t)
	edited, err := s.Words.Edit(strings.ReplaceAll(sheet, "dy_example88", "dy_other")+"我的密码是 hunter22。\n", d.Letter, d.Facts, 0)
	if err != nil {
		t.Fatal(err)
	}
	var drifts []string // stated in the letter and in the text for the app, and named once
	for _, drift := range edited.Drifts {
		drifts = append(drifts, drift.Was+">"+drift.Now)
	}
	equal(t, "drifts", drifts, []string{"dy_example88>dy_other", ">hunter22"})
	if len(edited.Doubts) != 1 || edited.Doubts[0].Code != "text.password" {
		t.Errorf("doubts: %v", edited.Doubts)
	}
}

func TestWordsBelongToTheAnswers(t *testing.T) {
	s, d, sheet := composed(t)
	if s.Words.Outdated(d.Letter) {
		t.Error("there are no words")
	}
	if _, err := s.Words.Edit(sheet, d.Letter, d.Facts, 0); err != nil {
		t.Fatal(err)
	}
	other := d.Letter
	other.Sentences = slices.Clone(other.Sentences)
	other.Sentences[0].Text += "！"
	if s.Words.Outdated(d.Letter) || !s.Words.Outdated(other) {
		t.Error("the words belong to another letter")
	}
	again := restored(t, s, "refund")
	if again.Words.Outdated(d.Letter) || !again.Words.Outdated(other) {
		t.Error("the words belong to another letter after a pause")
	}
	again.Words.Keep(other)
	if again.Words.Outdated(other) || s.Words.Outdated(d.Letter) {
		t.Error("the words were not kept")
	}
	again.Words.Drop()
	if again.Words.Get() != nil || again.Words.Outdated(d.Letter) {
		t.Error("the words are still there")
	}
}
