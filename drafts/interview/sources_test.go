package interview_test

import (
	"slices"
	"testing"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/interview"
)

// Later sources override earlier ones.
func TestSourcesOverride(t *testing.T) {
	s := open(t, "followup")
	fill(t, s, interview.Sources{
		Case:    set("ticket", "1", "douyin_id", "dy_case", "name", "张三", "phone", "13800001234"),
		Bill:    set("douyin_id", "dy_bill", "name", "李四"),
		File:    &interview.File{Answers: set("ticket", "2", "douyin_id", "dy_file")},
		Set:     set("ticket", "3"),
		Unknown: []string{"promise", "ticket"},
	})
	for name, want := range map[string]string{"ticket": "3", "douyin_id": "dy_file", "name": "李四", "phone": "13800001234"} {
		if got := value(s, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if slices.Contains(names(s.Open()), "promise") || !slices.Contains(s.Form().Skipped(), "promise") || slices.Contains(s.Form().Skipped(), "ticket") {
		t.Errorf("skipped: %q", s.Form().Skipped())
	}
}

// All faults are found at once, each with its place.
func TestFillFindsAllFaults(t *testing.T) {
	s := open(t, "refund")
	faults := s.Fill(interview.Sources{
		File:   &interview.File{Folder: "letters", Answers: set("amount", "-5", "evidence", "missing.png", "from", "a@example.com;b@example.com", "to", "nobody")},
		Set:    []answers.Answer{{Name: "colour", Text: "red", At: answers.Place{Source: "--set"}}},
		From:   "nobody",
		To:     []string{"a@example.com", "b"},
		Attach: []string{"/x/missing.png"},
	})
	var got []string
	for _, f := range faults {
		got = append(got, f.At.String()+" "+f.Name+" "+f.Problem.Code)
	}
	equal(t, "faults", got, []string{
		"a.yaml:3 from " + drafts.CodeSeveralSenders, "a.yaml:4 to email.no_at", "a.yaml:1 amount money.not_positive",
		"--set colour unknown_field", "--from from email.no_at", "--to to email.no_at",
		"a.yaml:2 evidence file.missing", "--attach evidence file.missing",
	})
}

// The paths of an answers file are relative to its folder; the file itself is left as it is, for another Fill.
func TestPathsOfAFile(t *testing.T) {
	s := open(t, "refund")
	file := &interview.File{Folder: "letters", Answers: refund("evidence", "a.png\n/b.png")}
	for range 2 {
		fill(t, s, interview.Sources{File: file, Attach: []string{"c.png"}})
		equal(t, "files", s.Files(), []string{"letters/a.png", "/b.png", "c.png"})
	}
	// A letter that asks for no files can have some all the same.
	s = open(t, "closure")
	fill(t, s, interview.Sources{Attach: []string{"c.png"}})
	equal(t, "files", s.Files(), []string{"c.png"})
}

func TestRelativeDates(t *testing.T) {
	s := open(t, "refund")
	from := interview.Sources{File: &interview.File{Answers: refund()}}
	from.File.Answers[1].Text = "昨晚八点"
	for range 2 { // once, however often the file is read
		fill(t, s, from)
		remarks := slices.DeleteFunc(s.Remarks(), func(r interview.Remark) bool { return r.Code != interview.CodeRelative })
		if len(remarks) != 1 {
			t.Fatalf("%+v", remarks)
		}
		r := remarks[0]
		if r.Field.Name != "recharged_at" || r.Args["Place"] != "a.yaml:2" || r.Args["Value"] != "昨晚八点" || r.Args["Read"] != "2026-11-19 20:00" {
			t.Errorf("%+v", r)
		}
	}
}

func TestAddresses(t *testing.T) {
	s := open(t, "refund")
	s.Addresses = drafts.Addresses{From: "case@example.com", To: []string{"support@douyin.com"}}
	fill(t, s, interview.Sources{Set: refund("收件人", "b@douyin.com；support@douyin.com", "email", "me@example.com", "name", "张三")})
	e := s.Envelope()
	if e.From.Address != "case@example.com" || e.From.Name != "张三" || len(e.To) != 2 || e.To[1].Address != "b@douyin.com" {
		t.Errorf("%v", e)
	}
	fill(t, s, interview.Sources{From: "Other@example.com", To: []string{"c@douyin.com"}})
	if e = s.Envelope(); e.From.Address != "Other@example.com" || len(e.To) != 1 || e.To[0].Address != "c@douyin.com" {
		t.Errorf("%v", e)
	}
	s.Addresses.To = []string{"d@douyin.com"}
	if r := s.Record(drafts.Draft{}); r.From != "Other@example.com" || !slices.Equal(r.To, []string{"d@douyin.com"}) {
		t.Errorf("%q %q", r.From, r.To)
	}
	// The contact address is the sender if nobody named another.
	s = open(t, "refund")
	fill(t, s, interview.Sources{Set: refund("email", "me@example.com")})
	if e = s.Envelope(); e.From.Address != "me@example.com" || e.To != nil {
		t.Errorf("%v", e)
	}
}

func TestProfile(t *testing.T) {
	profile := map[string]string{"douyin_id": "dy_example88", "name": "张三", "email": "nobody"}
	s := open(t, "refund")
	if used := s.UseProfile(profile, true); used != nil {
		t.Errorf("used without a question: %q", names(used))
	}
	if p := s.Question(question(t, s, "name")); p.Prefill != "张三" || !p.FromProfile || value(s, "name") != "" {
		t.Errorf("offered %q", p.Prefill)
	}
	// Nobody is asked: the valid answers are used.
	s = open(t, "refund")
	equal(t, "used", names(s.UseProfile(profile, false)), []string{"douyin_id", "name"})
	if p := s.Question(question(t, s, "name")); p.FromProfile || value(s, "name") != "张三" {
		t.Errorf("the name is %q", value(s, "name"))
	}
	// A letter about another account gets nothing of it.
	s = open(t, "refund")
	fill(t, s, interview.Sources{Set: set("douyin_id", "dy_other")})
	if used := s.UseProfile(profile, false); used != nil || s.Question(question(t, s, "name")).Prefill != "" {
		t.Errorf("used: %q", names(used))
	}
}

// A name that is no file here may be something on the phone. It is a name then, also for whoever goes on later.
func TestInApp(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: refund()})
	q := question(t, s, "evidence")
	answer, names, ok := s.InApp(q, "支付凭证.png\nmissing.png")
	if !ok || answer != "支付凭证.png\napp:missing.png" || len(names) != 1 || names[0] != "missing.png" {
		t.Errorf("%q %q %v", answer, names, ok)
	}
	for _, text := range []string{"支付凭证.png", "app:missing.png", "folder/missing.png", "", "a\na"} {
		if answer, _, ok := s.InApp(q, text); ok {
			t.Errorf("%q: %q", text, answer)
		}
	}
	if _, problems := s.Change(q, answer); problems != nil {
		t.Fatal(problems)
	}
	later := restored(t, s, "refund")
	if got := value(later, "evidence"); got != "/home/zhang/支付凭证.png\napp:missing.png" {
		t.Errorf("later it is %q", got)
	}
	if files := later.Files(); len(files) != 1 {
		t.Errorf("the files are %q", files)
	}
}

// An answer of a source takes the place of the text that was left in its field, also if it comes with a list.
func TestSourceReplacesLeftText(t *testing.T) {
	s := open(t, "refund")
	s.Leave(question(t, s, "amount"), "5o")
	s.Leave(question(t, s, "douyin_id"), "dy")
	fill(t, s, interview.Sources{Bill: []answers.Answer{
		{Name: "payments", Records: 1}, {Name: "payments.1.amount", Text: "50", Listed: true},
	}})
	if left := s.Left(); len(left) != 1 || left[0].Field.Name != "douyin_id" {
		t.Errorf("left %v", left)
	}
	if e := s.Entries()[slices.IndexFunc(s.Entries(), func(e interview.Entry) bool { return e.Name == "amount" })]; e.Text != "50.00" || e.Held() {
		t.Errorf("%q, held %v", e.Text, e.Held())
	}
}
