package web

import (
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/store"
)

// desk is the pages of a store, and a clock that a test sets.
type desk struct {
	t     *testing.T
	site  *site
	pages http.Handler
	now   time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, now: time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)}
	folder := t.TempDir()
	now := func() time.Time { return d.now }
	kept, err := store.Open(folder, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	dir := func() (string, error) { return folder, nil }
	var ids atomic.Int64
	o := SiteOptions{
		View: &view.View{Words: lang.New(lang.Chinese)}, Store: kept, Now: now,
		NewID:  func() string { return fmt.Sprintf("%04dabcdefghijkl", ids.Add(1)) },
		Config: &config.Config{SettingsDir: dir, StateDir: dir, DataDir: dir},
	}
	d.site, d.pages = &site{SiteOptions: o}, NewSite(o)
	return d
}

// ask sends a request and returns the answer.
func (d *desk) ask(method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.pages.ServeHTTP(w, r)
	return w
}

// page returns a page that is there.
func (d *desk) page(path string) string {
	d.t.Helper()
	w := d.ask(http.MethodGet, path, nil)
	if w.Code != http.StatusOK {
		d.t.Fatalf("%s: %d\n%s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// sent sends a form and returns where the answer leads.
func (d *desk) sent(path string, form url.Values) string {
	d.t.Helper()
	w := d.ask(http.MethodPost, path, form)
	if w.Code != http.StatusSeeOther {
		d.t.Fatalf("%s: %d\n%s", path, w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

// refund keeps a refund of a payment, or of two, and returns the path of its page and its ID.
func (d *desk) refund(amounts ...string) (path, id string) {
	d.t.Helper()
	form := url.Values{"a.reason": {"mistake"}, "a.douyin_id": {"dy_example88"}, "a.name": {"王芳"}, "a.phone": {"13800138000"}, "do": {"finish"}}
	path = "/new/refund"
	if len(amounts) > 1 {
		path = d.sent(path, url.Values{"a.reason": {"mistake"}, "do": {"add:payments"}})
		form.Set("revision", "1")
	}
	for i, amount := range amounts {
		prefix := []string{"a.", "a.payments.2."}[i]
		form.Set(prefix+"method", "wechat")
		form.Set(prefix+"recharged_at", fmt.Sprintf("2026-11-%d 20:15", 10+i))
		form.Set(prefix+"amount", amount)
	}
	path = d.sent(path, form)
	return path, strings.TrimPrefix(path, "/letter/")
}

// open opens a case.
func (d *desk) open(id string) *casefile.File {
	d.t.Helper()
	f, err := d.site.source().Open(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

// log records a contact with support.
func (d *desk) log(id string, o casefile.NoteOptions) {
	d.t.Helper()
	f := d.open(id)
	e, err := f.Note(o, d.now)
	if err == nil {
		_, err = f.Add(d.t.Context(), e)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// say wants texts in a page.
func say(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("it does not say %q:\n%s", text, page)
		}
	}
}

// A submission is recorded once, however often its button is pressed, at once too, and nothing else is taken back.
func TestSubmittingTwice(t *testing.T) {
	d := newDesk(t)
	path, id := d.refund("50")
	say(t, d.page(path), `action="`+path+`/submit"`)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() { d.ask(http.MethodPost, path+"/submit", url.Values{"recorded": {"0"}}) })
	}
	wait.Wait()
	if f := d.open(id); len(f.Entries) != 1 || f.State != cases.Submitted || f.Entries[0].Via != cases.App {
		t.Errorf("%+v", f.Entries)
	}
	again := d.sent(path+"/submit", url.Values{"recorded": {"0"}})
	say(t, d.page(again), "这件事刚刚有了新的记录", "已提交")
	if page := d.page(path); strings.Contains(page, path+`/submit"`) {
		t.Error("it can be submitted again")
	}
	d.log(id, casefile.NoteOptions{Via: cases.Phone, Said: "会退"})
	undo := url.Values{"recorded": {"2"}}
	say(t, d.page(path), "最近记录：2026年11月20日10:00 客服答复（电话）")
	say(t, d.page(d.sent(path+"/undo", undo)), "已撤销最近一条记录")
	d.sent(path+"/undo", undo)
	if f := d.open(id); len(f.Entries) != 1 || f.Recorded() != 3 {
		t.Errorf("%+v", f.Entries)
	}
}

// A form that is refused shows each problem at its field, in the words of the terminal, and everything that was typed; nothing is recorded.
func TestRefusedFormsKeepWhatWasTyped(t *testing.T) {
	d := newDesk(t)
	path, id := d.refund("30", "20")
	d.log(id, casefile.NoteOptions{Via: cases.App})
	for name, test := range map[string]struct {
		path  string
		typed url.Values
		says  map[string]string // by the ID of the question
	}{
		"a reply": {
			"/log",
			url.Values{"at": {"soon"}, "said": {"<b>三天</b>\r\n后退"}, "agent": {"1024"}, "ticket": {"T8"}, "promised": {"300"}},
			map[string]string{"via": "请填写这一项", "at": "看不懂时间“soon”", "meaning": "请填写这一项", "promised": "“300”不像承诺的天数；写 1 到 250 个工作日，或一个日期"},
		},
		"too early": {
			"/log",
			url.Values{"via": {"phone"}, "at": {"2026-11-01"}, "said": {"好"}, "meaning": {"agreed"}},
			map[string]string{"at": "答复的时间 2026年11月1日 在第一次提交（2026年11月20日10:00）之前"},
		},
		"money": {
			"/settle",
			url.Values{"amount": {"很多"}, "at": {"2027-01-01"}, "to": {"wallet"}, "for": {"1"}},
			map[string]string{"amount": "不是金额", "at": "2027-01-01"},
		},
		"too much": {
			"/settle",
			url.Values{"amount": {"31"}, "for": {"1"}},
			map[string]string{"for": "31.00 元比这几笔还差的 30.00 元多"},
		},
		"no money": {"/settle", url.Values{"at": {"2026-11-20"}, "to": {"original"}}, map[string]string{"amount": "请填写这一项"}},
	} {
		test.typed.Set("recorded", "1")
		w := d.ask(http.MethodPost, path+test.path, test.typed)
		page := w.Body.String()
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
		for id, text := range test.says {
			_, problems, _ := strings.Cut(page, `id="q-`+id+`-problems"`)
			problems, _, _ = strings.Cut(problems, "</div>")
			say(t, problems, text)
		}
		if strings.Count(page, `class="problem"`) != len(test.says) {
			t.Errorf("%s: other problems:\n%s", name, page)
		}
		for name, values := range test.typed {
			for _, value := range values {
				shown := strings.NewReplacer("<", "&lt;", ">", "&gt;", "\r\n", "\n").Replace(value)
				at := regexp.MustCompile(`name="` + name + `"[^>]*(value="` + shown + `"[^>]*|>` + shown + `)`)
				if found := at.FindString(page); found == "" || strings.Contains(found, `type="radio"`) && !strings.Contains(found, "checked") {
					t.Errorf("%s is lost:\n%s", name, page)
				}
			}
		}
	}
	if f := d.open(id); f.Recorded() != 1 {
		t.Errorf("%+v", f.Entries)
	}
}

// What was recorded elsewhere since a form was shown is said before the form is recorded, and what was typed stays.
func TestACaseThatChangedMeanwhile(t *testing.T) {
	d := newDesk(t)
	path, id := d.refund("50")
	d.log(id, casefile.NoteOptions{Via: cases.App})
	form := url.Values{"recorded": {"0"}, "via": {"phone"}, "said": {"会退"}, "meaning": {"agreed"}}
	w := d.ask(http.MethodPost, path+"/log", form)
	say(t, w.Body.String(), "所以这一条还没有记下", ">会退</textarea>", `name="recorded" value="1"`)
	w = d.ask(http.MethodPost, path+"/settle", url.Values{"recorded": {"0"}, "amount": {"50"}, "do": {"paid"}})
	say(t, w.Body.String(), "所以这一条还没有记下", `name="amount" value="50"`)
	if f := d.open(id); f.Recorded() != 1 {
		t.Errorf("%+v", f.Entries)
	}
	form.Set("recorded", "1")
	say(t, d.page(d.sent(path+"/log", form)), "已记录")
	if f := d.open(id); f.State != cases.Answered {
		t.Errorf("%+v", f.Entries)
	}
}

// A letter about a case is offered where its rule allows it; elsewhere the address says the words of the rule.
func TestNextLetters(t *testing.T) {
	all := []string{cases.KindSupplement, cases.KindFollowup, cases.KindShortfall, cases.KindEscalation}
	for name, test := range map[string]struct {
		happened []casefile.NoteOptions
		paid     string
		offered  []string
	}{
		"prepared":  {nil, "", nil},
		"submitted": {[]casefile.NoteOptions{{Via: cases.App}}, "", []string{cases.KindFollowup, cases.KindEscalation}},
		"asked":     {[]casefile.NoteOptions{{Via: cases.App}, {Via: cases.App, Asked: "UID"}}, "", []string{cases.KindSupplement, cases.KindEscalation}},
		"refused":   {[]casefile.NoteOptions{{Via: cases.App}, {Via: cases.App, Said: "不退", State: "refused"}}, "", []string{cases.KindEscalation}},
		"partly":    {[]casefile.NoteOptions{{Via: cases.App}}, "30", []string{cases.KindShortfall, cases.KindEscalation}},
		"settled":   {[]casefile.NoteOptions{{Via: cases.App}}, "50", nil},
	} {
		d := newDesk(t)
		path, id := d.refund("50")
		for _, o := range test.happened {
			d.log(id, o)
		}
		if test.paid != "" {
			d.sent(path+"/settle", url.Values{"recorded": {"1"}, "amount": {test.paid}, "do": {"paid"}})
		}
		page := d.page(path)
		for _, kind := range all {
			address := path + "/write/" + kind
			offered := slices.Contains(test.offered, kind)
			if strings.Contains(page, `href="`+address+`"`) != offered {
				t.Errorf("%s: %s is offered: %t", name, kind, !offered)
			}
			refused := d.open(id).CheckLetter(kind)
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				w := d.ask(method, address, url.Values{"do": {"finish"}})
				switch {
				case offered && w.Code >= http.StatusBadRequest:
					t.Errorf("%s: %s %s: %d", name, method, kind, w.Code)
				case !offered:
					say(t, w.Body.String(), "<p>"+template.HTMLEscapeString(d.site.View.Lines(d.site.word(refused))[0])+"</p>")
				}
				if !offered && w.Code != http.StatusConflict {
					t.Errorf("%s: %s %s: %d", name, method, kind, w.Code)
				}
			}
		}
		if w := d.ask(http.MethodGet, path+"/write/refund", nil); w.Code < http.StatusBadRequest {
			t.Errorf("%s: a refund about a case: %d", name, w.Code)
		}
	}
}

// A reminder that is early is asked about first. What is begun goes on where it is, from the case and from the terminal's place.
func TestAnEarlyReminder(t *testing.T) {
	d := newDesk(t)
	path, id := d.refund("50")
	d.log(id, casefile.NoteOptions{Via: cases.App})
	address := path + "/write/followup"
	early := d.page(address)
	say(t, early, "还没有到期限（预计 2026-11-25 至 2026-12-11 答复）", "还是现在就写吗？", `action="`+address+`/now"`)
	if page := d.ask(http.MethodPost, address, url.Values{"a.remark": {"x"}}).Body.String(); page != early {
		t.Errorf("sent directly:\n%s", page)
	}
	questions := d.page(address + "/now?")
	say(t, questions, `<form class="questions" method="post" action="`+address+`/now"`)
	if rows, err := d.site.Store.ListUnfinished(t.Context(), ""); err != nil || len(rows) != 0 {
		t.Errorf("it was only looked at: %v, %v", rows, err)
	}
	unfinished := d.sent(address+"/now", url.Values{"a.remark": {"急用"}})
	rows, err := d.site.Store.ListUnfinished(t.Context(), "followup-"+id)
	if err != nil || len(rows) != 1 || unfinished != "/unfinished/"+rows[0].ID || rows[0].About != id || rows[0].Command != "draft followup "+id {
		t.Fatalf("%s: %+v, %v", unfinished, rows, err)
	}
	if w := d.ask(http.MethodGet, address, nil); w.Header().Get("Location") != unfinished {
		t.Errorf("%d %s", w.Code, w.Header())
	}
	say(t, d.page(path), "接着写：进展询问")
	say(t, d.page(unfinished), ">急用</textarea>")
	letter := d.sent(unfinished, url.Values{"revision": {"1"}, "do": {"finish"}})
	l, err := d.site.Store.Get(t.Context(), strings.TrimPrefix(letter, "/letter/"))
	if err != nil || l.About != id || l.Kind != cases.KindFollowup {
		t.Errorf("%+v, %v", l, err)
	}
	// Either letter leads to the other, and the new one is the next thing to submit.
	say(t, d.page(path), `id="submit"><a href="`+letter+`#submit" class="next"`)
	say(t, d.page(letter), `href="`+path+`"`, `action="`+letter+`/submit"`)
	say(t, d.page("/"), `href="`+letter+`#submit"`)
	d.sent(letter+"/submit", url.Values{"recorded": {"1"}})
	if f := d.open(id); f.Reminders != 1 {
		t.Errorf("%+v", f.Entries)
	}
}

// Every matter of the first page leads to its next step.
func TestHomeLeadsToTheNextStep(t *testing.T) {
	link := regexp.MustCompile(`href="(/letter/[^"#]+)#([a-z]+)"`)
	for name, test := range map[string]struct {
		happened []casefile.NoteOptions
		later    int // days
		step     string
	}{
		"prepared": {nil, 0, "submit"},
		"waiting":  {[]casefile.NoteOptions{{Via: cases.App}}, 0, "log"},
		"late":     {[]casefile.NoteOptions{{Via: cases.App}}, 60, "followup"},
		"asked":    {[]casefile.NoteOptions{{Via: cases.App}, {Via: cases.App, Asked: "UID"}}, 0, "supplement"},
		"answered": {[]casefile.NoteOptions{{Via: cases.App}, {Via: cases.App, Said: "会退"}}, 0, "settle"},
		"refused":  {[]casefile.NoteOptions{{Via: cases.App}, {Via: cases.App, State: "refused"}}, 0, "escalation"},
	} {
		d := newDesk(t)
		_, id := d.refund("50")
		for _, o := range test.happened {
			d.log(id, o)
		}
		d.now = d.now.AddDate(0, 0, test.later)
		m := link.FindStringSubmatch(d.page("/"))
		if m == nil || m[2] != test.step {
			t.Errorf("%s leads to %q", name, m)
			continue
		}
		say(t, d.page(m[1]), `id="`+m[2]+`"`)
	}
}

// A letter is removed after a question, and comes back.
func TestRemovingALetter(t *testing.T) {
	d := newDesk(t)
	path, id := d.refund("50")
	say(t, d.page(path), `href="`+path+`/remove"`)
	say(t, d.page(path+"/remove"), "删除这封信吗？（以后可以恢复）", `method="post" action="`+path+`/remove"`, `href="`+path+`"`)
	d.sent(path+"/remove", nil)
	d.sent(path+"/remove", nil)
	if l, err := d.site.Store.Get(t.Context(), id); err != nil || l.Removed.IsZero() {
		t.Fatalf("%v, %v", l.Removed, err)
	}
	page := d.page(path)
	say(t, page, "还可以恢复", `action="`+path+`/restore"`)
	for _, gone := range []string{"/submit", "/remove", "/log"} {
		if strings.Contains(page, path+gone+`"`) {
			t.Errorf("%s is offered", gone)
		}
	}
	say(t, d.page("/"), "已删除的信", `href="`+path+`"`)
	if w := d.ask(http.MethodPost, path+"/submit", url.Values{"recorded": {"0"}}); w.Code != http.StatusConflict {
		t.Errorf("%d", w.Code)
	}
	d.sent(path+"/restore", nil)
	if l, err := d.site.Store.Get(t.Context(), id); err != nil || !l.Removed.IsZero() {
		t.Fatalf("%v, %v", l.Removed, err)
	}
}

// An unfinished letter is deleted after a question.
func TestDiscardingAnUnfinishedLetter(t *testing.T) {
	d := newDesk(t)
	path := d.sent("/new/refund", url.Values{"a.douyin_id": {"dy_example88"}})
	say(t, d.page(path), `href="`+path+`/discard"`)
	say(t, d.page(path+"/discard"), "彻底删除这封没写完的信吗？（无法恢复）", `action="`+path+`/discard"`)
	if to := d.sent(path+"/discard", nil); to != "/" {
		t.Error(to)
	}
	if rows, err := d.site.Store.ListUnfinished(t.Context(), ""); err != nil || len(rows) > 0 {
		t.Errorf("%v, %v", rows, err)
	}
	if w := d.ask(http.MethodPost, path+"/discard", nil); w.Code != http.StatusNotFound {
		t.Errorf("twice: %d", w.Code)
	}
}

// An unfinished letter that its case does not take any more says why, and can be deleted.
func TestAnUnfinishedLetterOfACaseThatIsOver(t *testing.T) {
	d := newDesk(t)
	path, id := d.refund("50")
	d.log(id, casefile.NoteOptions{Via: cases.App})
	unfinished := d.sent(path+"/write/followup/now", url.Values{"a.remark": {"急用"}})
	d.sent(path+"/settle", url.Values{"recorded": {"1"}, "amount": {"50"}, "do": {"paid"}})
	say(t, d.page(unfinished), "已结案", `action="`+unfinished+`/discard"`)
	if w := d.ask(http.MethodPost, unfinished, url.Values{"revision": {"1"}, "do": {"finish"}}); w.Code != http.StatusConflict {
		t.Errorf("%d", w.Code)
	}
	d.sent(unfinished+"/discard", nil)
}

// The case is kept as a page: whole for its owner, masked for others.
func TestKeepingTheCase(t *testing.T) {
	d := newDesk(t)
	path, id := d.refund("50")
	d.log(id, casefile.NoteOptions{Via: cases.App})
	say(t, d.page(path), `href="`+path+`/report/me" download`, `href="`+path+`/report/others" download`)
	for reader, test := range map[string]struct {
		name, phone, next string
	}{
		"me":     {"case-" + id[:8] + ".html", "13800138000", "下一步"},
		"others": {"case-" + id[:8] + "-masked.html", "138****8000", ""},
	} {
		w := d.ask(http.MethodGet, path+"/report/"+reader, nil)
		page := w.Body.String()
		say(t, page, "<style>", test.phone, "预计 2026-11-25 至 2026-12-11 答复", test.next)
		if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="`+test.name+`"` {
			t.Error(got)
		}
		if strings.Contains(page, "王芳") != (reader == "me") || strings.Contains(page, "下一步") != (reader == "me") {
			t.Errorf("%s:\n%s", reader, page)
		}
	}
	if w := d.ask(http.MethodGet, path+"/report/all", nil); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}

// The form for an answer asks what it means, and that is no optional question; the form for a submission asks only how, when and for the
// number.
func TestFormsAskWhatTheyRecord(t *testing.T) {
	d := newDesk(t)
	path, id := d.refund("50")
	questions := func(page string) (names []string) {
		for _, m := range regexp.MustCompile(`id="q-([a-z]+)" `).FindAllStringSubmatch(page, -1) {
			names = append(names, m[1])
		}
		return names
	}
	submitted := d.page(path + "/submitted")
	if got := questions(submitted); !slices.Equal(got, []string{"via", "at", "ticket"}) {
		t.Errorf("%q", got)
	}
	say(t, d.page(path), `href="`+path+`/submitted"`)
	say(t, submitted, "<h1>记下提交</h1>", `action="`+path+`/submitted"`)
	w := d.ask(http.MethodPost, path+"/submitted", url.Values{"recorded": {"0"}, "ticket": {"T8"}})
	say(t, w.Body.String(), "请填写这一项", `value="T8"`)
	d.sent(path+"/submitted", url.Values{"recorded": {"0"}, "via": {"phone"}, "at": {"2026-11-18"}, "ticket": {"T8"}})
	if f := d.open(id); f.State != cases.Submitted || f.Entries[0].Via != cases.Phone || f.Entries[0].Ticket != "T8" || !f.Entries[0].Day {
		t.Errorf("%+v", f.Entries)
	}
	answer := d.page(path + "/log")
	say(t, answer, "<h1>记下客服的答复</h1>", "<legend>客服的意思是？</legend>", "同意退款", "还在处理", "不同意退款", "几个工作日，例如 3；或日期")
	for _, meaning := range []string{"", "maybe"} {
		w := d.ask(http.MethodPost, path+"/log", url.Values{"recorded": {"1"}, "via": {"phone"}, "meaning": {meaning}})
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "请填写这一项") {
			t.Errorf("%q: %d", meaning, w.Code)
		}
	}
	d.sent(path+"/log", url.Values{"recorded": {"1"}, "via": {"phone"}, "meaning": {"working"}})
	if f := d.open(id); f.State != cases.Answered {
		t.Errorf("%+v", f.Entries)
	}
}

// Money that closes a case says so. A case that is closed has no next step, is not closed twice, and takes money that arrives later.
func TestAClosedCase(t *testing.T) {
	d := newDesk(t)
	path, id := d.refund("50")
	d.log(id, casefile.NoteOptions{Via: cases.App})
	say(t, d.page(d.sent(path+"/settle", url.Values{"recorded": {"1"}, "amount": {"50"}, "do": {"paid"}})), "已记录到账 50.00 元；全部到账，已结案")
	page := d.page(path)
	if strings.Contains(page, `class="next"`) {
		t.Error("a closed case has a next step")
	}
	say(t, page, `class="state over"`, `href="`+path+`/undo"`)
	say(t, d.page(path+"/undo"), "到账 50.00 元", "并结案", "撤销这条记录吗？", `action="`+path+`/undo"`, `name="recorded" value="2"`)
	if d.open(id).Recorded() != 2 {
		t.Error("it was only asked")
	}
	if form := d.page(path + "/settle"); strings.Contains(form, `value="done"`) {
		t.Error("it can be closed again")
	}
	w := d.ask(http.MethodPost, path+"/settle", url.Values{"recorded": {"2"}, "do": {"done"}})
	if w.Code != http.StatusConflict || d.open(id).Recorded() != 2 {
		t.Errorf("%d: %+v", w.Code, d.open(id).Entries)
	}
	d.sent(path+"/settle", url.Values{"recorded": {"2"}, "amount": {"1"}, "do": {"paid"}})
	if f := d.open(id); f.State != cases.Settled || f.Entries[2].State != "" {
		t.Errorf("%+v", f.Entries)
	}
}

// A case that was refused looks unlike one that is done, and one that waits although it was answered does not wait for an answer.
func TestWordsOfTheState(t *testing.T) {
	d := newDesk(t)
	path, id := d.refund("50")
	d.log(id, casefile.NoteOptions{Via: cases.App})
	d.log(id, casefile.NoteOptions{Via: cases.Phone, Said: "会退", Promised: "3"})
	page := d.page(path)
	say(t, page, "等客服办理", "客服承诺的期限：")
	if strings.Contains(page, "等待答复") {
		t.Error("it was answered")
	}
	d.log(id, casefile.NoteOptions{Via: cases.Phone, Said: "不退", State: "refused"})
	say(t, d.page(path), `class="state refused"`)
	w := d.ask(http.MethodGet, path+"/report/me", nil)
	say(t, w.Body.String(), `class="state refused"`)
}
