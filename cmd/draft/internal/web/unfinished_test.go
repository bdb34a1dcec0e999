package web

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/templates"
)

// A page that is older than what was saved since becomes a second letter. Both are kept.
func TestStalePage(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("save", ready...)
	first := v.path
	form, _ := v.form() // of the older page
	v.send("save", "name", "张三")
	form.Set(answerPrefix+"phone", "13812345678")
	v.post(first, form)
	v.says("这封信在别处改过")
	if v.path == first || len(v.unfinished()) != 2 || v.values("phone", "amount") != "13812345678 | 50.00" {
		t.Errorf("%s, %d unfinished letters, %s", v.path, len(v.unfinished()), v.values("phone", "amount"))
	}
	v.get(first)
	if got := v.values("name", "phone"); got != "张三 | " {
		t.Errorf("the first has %q", got)
	}
}

// A finished letter is changed in its place: by its button, by going back to its questions, and by sending them twice.
func TestFinishedLetterIsChanged(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("save", ready...)
	form, questions := v.form()
	form.Set(actionField, "finish")
	v.post(questions, form)
	letter := v.path
	one := func(amount string) {
		t.Helper()
		v.get(letter)
		v.says("误充值" + amount + "元")
		if len(v.letters()) != 1 || len(v.unfinished()) > 0 || "/letter/"+v.letters()[0].ID != letter {
			t.Fatalf("%d letters, %d unfinished", len(v.letters()), len(v.unfinished()))
		}
	}
	v.post(questions, form)
	if v.path != letter {
		t.Fatalf("a second press leads to %s", v.path)
	}
	one("50.00")

	if code := v.get(questions); code != 200 || v.value("amount") != "50.00" || len(v.unfinished()) > 0 {
		t.Fatalf("back at the questions: %d", code)
	}
	v.send("save", "amount", "51")
	v.send("finish")
	one("51.00")

	form.Set(answerPrefix+"amount", "52") // the browser kept the page as it was
	v.post(questions, form)
	one("52.00")

	v.post(letter+"/edit", nil)
	edited := v.path
	v.post(letter+"/edit", nil)
	if v.path != edited || v.value("amount") != "52.00" {
		t.Fatalf("%s, then %s", edited, v.path)
	}
	v.send("finish", "amount", "53")
	one("53.00")
}

// The button that finishes is pressed several times at once, and the browser waits for no answer: there is one letter.
func TestFinishTwiceAtOnce(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("save", ready...)
	form, path := v.form()
	form.Set(actionField, "finish")
	gone, leave := context.WithCancel(t.Context())
	leave()
	var presses sync.WaitGroup
	for range 8 {
		r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode())).WithContext(gone)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		presses.Go(func() { v.site.ServeHTTP(httptest.NewRecorder(), r) })
	}
	presses.Wait()
	if letters, unfinished := len(v.letters()), len(v.unfinished()); letters != 1 || unfinished != 0 {
		t.Errorf("%d letters and %d unfinished", letters, unfinished)
	}
}

// A file that is named by its path, as an older draft saved it, is copied as soon as the browser goes on with its letter.
func TestFileOfAnOlderLetter(t *testing.T) {
	v := newVisitor(t)
	path := filepath.Join(t.TempDir(), "支付凭证.png")
	if err := os.WriteFile(path, []byte("not a picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	state := interview.State{Kind: "refund", Forms: []interview.FormState{{Kind: "refund", Answers: []drafts.Answer{{Name: "evidence", Text: path}}}}}
	data, err := state.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.store.SaveUnfinished(t.Context(), store.Unfinished{Kind: "refund", Place: "refund", State: data}, func() string { return "older" }); err != nil {
		t.Fatal(err)
	}
	v.get("/unfinished/older")
	v.send("save", "amount", "50")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	v.get("/unfinished/older")
	v.says("01_支付凭证.png")
	row, err := v.store.Unfinished(t.Context(), "older")
	if err != nil {
		t.Fatal(err)
	}
	if state, err = interview.ReadState(row.State); err != nil || len(state.Forms[0].Pending) > 0 {
		t.Fatalf("%v, %+v", err, state)
	}
	if i := slices.IndexFunc(state.Forms[0].Answers, func(a drafts.Answer) bool { return a.Name == "evidence" }); i < 0 || !field.IsStored(state.Forms[0].Answers[i].Text) {
		t.Errorf("%+v", state.Forms[0].Answers)
	}
}

// A letter that the terminal began goes on in the browser, with what was left in a field, and back.
func TestLetterOfTheTerminal(t *testing.T) {
	v := newVisitor(t)
	refund, _, err := templates.Load("refund", "")
	if err != nil {
		t.Fatal(err)
	}
	options := interview.Options{Now: func() time.Time { return testNow }, Absolute: func(p string) string { return p }, CheckFiles: noProblems}
	s := interview.New(refund, options)
	s.Begin()
	for _, text := range []string{"minor", "9", "", "wechat"} {
		q, _ := s.Next()
		if _, problems := s.Answer(q, text); problems != nil {
			t.Fatal(problems)
		}
	}
	q, _ := s.Next()
	s.Leave(q, "2026-11-18 20:15")
	data, err := s.State().Encode()
	if err != nil {
		t.Fatal(err)
	}
	row, err := v.store.SaveUnfinished(t.Context(), store.Unfinished{Kind: "refund", Place: "refund", State: data}, func() string { return "terminal" })
	if err != nil {
		t.Fatal(err)
	}
	v.get("/")
	v.says(`href="/unfinished/terminal"`)
	v.get("/unfinished/terminal")
	if got := v.values("recharged_by", "child_age", "guardian", "method", "recharged_at"); got != "minor | 9 |  | wechat | 2026-11-18 20:15" {
		t.Fatal(got)
	}
	v.send("save", "amount", "50", "description", "点错了\r\n马上发现")
	if row, err = v.store.Unfinished(t.Context(), "terminal"); err != nil {
		t.Fatal(err)
	}
	state, err := interview.ReadState(row.State)
	if err != nil {
		t.Fatal(err)
	}
	s, lost := interview.New(refund, options).Restore(state, v.load)
	if s == nil || lost != nil {
		t.Fatal(lost)
	}
	values := s.Form().Values()
	if values["recharged_at"].Answer() != "2026-11-18 20:15" || values["description"].Answer() != "点错了\n马上发现" {
		t.Errorf("the terminal goes on with %v", values)
	}
	if q, _ := s.Next(); q.Name != "order_no" {
		t.Errorf("and asks for %s", q.Name)
	}
}

func noProblems([]string) []attach.Problem { return nil }

// load reads a letter kind.
func (v *visitor) load(kind string) (*letter.Template, error) {
	t, _, err := templates.Load(kind, "")
	return t, err
}

// A name that the terminal left in the field for files may be that of a picture on the phone: one press says so.
func TestNameOnThePhone(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("save", ready...)
	row, err := v.store.Unfinished(t.Context(), strings.TrimPrefix(v.path, "/unfinished/"))
	if err != nil {
		t.Fatal(err)
	}
	state, err := interview.ReadState(row.State)
	if err != nil {
		t.Fatal(err)
	}
	state.Forms[0].Pending = append(state.Forms[0].Pending, drafts.Answer{Name: "evidence", Text: "支付截图.png"})
	if row.State, err = state.Encode(); err != nil {
		t.Fatal(err)
	}
	if _, err := v.store.SaveUnfinished(t.Context(), row, nil); err != nil {
		t.Fatal(err)
	}
	v.get(v.path)
	v.says("这台电脑上没有“支付截图.png”")
	v.send("take:evidence")
	v.says("在App内附上：支付截图.png")
}
