package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/delivery"
	"draft/drafts/eml"
	"draft/drafts/smtp/smtptest"
)

// A letter goes where a person says, by the account that the page names, with just the bytes that it showed.
func TestSend(t *testing.T) {
	m := newMailSite(t, nil)
	form := m.get(firstID)
	form.want(t, http.StatusOK, `name="to" value=""`, "There is no known address", `value="work" required checked`, mailbox)
	if strings.Contains(form.page, "douyin.com") || strings.Contains(form.page, `type="password"`) {
		t.Errorf("it suggests a recipient, or asks for a password:\n%s", form.page)
	}
	m.post(firstID, url.Values{"do": {"review"}, "to": {" "}}).want(t, http.StatusUnprocessableEntity, "Please answer this")
	m.post(firstID, url.Values{"do": {"review"}, "to": {"kefu"}}).want(t, http.StatusUnprocessableEntity, `value="kefu"`, "@")
	page := m.review(firstID, "feedback@douyin.com")
	page.want(t, http.StatusOK, "From: 张三 <zhangsan@example.com> (account work, 127.0.0.1:", "To: feedback@douyin.com", "Subject: 关于充值退款的申请", "Size: ",
		"请退还 50 元。<b>谢谢</b>", "This cannot be undone")
	m.wantMessages(0, firstID, drafts.StatusDraft)

	shown := m.now
	m.now = m.now.Add(10 * time.Minute) // until the person has read it
	m.post(firstID, page.confirmation()).want(t, http.StatusOK, "<h1>sent</h1>", "to feedback@douyin.com; the server said: 250")
	m.wantMessages(1, firstID, drafts.StatusSent)
	got := m.server.Messages()[0]
	o, err := eml.Open(got.Data)
	if err != nil || !o.Date.Equal(shown) || !got.TLS || got.User != mailbox || o.Text != "您好！\n请退还 50 元。<b>谢谢</b>" {
		t.Errorf("%v, %+v", err, o)
	}
	// The digest that the journal was asked to send is that of the page.
	other := newMailSite(t, nil)
	other.put(firstID, func(r *drafts.Record) { r.To = []string{"feedback@douyin.com"} })
	p := delivery.NewPlan(delivery.Options{Store: other.store, Now: func() time.Time { return m.now }, Date: shown})
	p.Account.Address = mailbox
	if err := p.AddID(t.Context(), firstID); err != nil {
		t.Fatal(err)
	}
	if err := p.Compose(p.Items[0]); err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(got.Data); hex.EncodeToString(sum[:]) != p.Items[0].Info.Digest {
		t.Errorf("sent\n%s", got.Data)
	}
}

// However often a confirmation comes, it sends one letter. What comes later shows what became of the first.
func TestSentOnce(t *testing.T) {
	m := newMailSite(t, nil)
	page := m.review(firstID, "feedback@douyin.com")
	_, _, terminal := m.open() // another process
	var group sync.WaitGroup
	answers := make([]answer, 12)
	for i := range answers {
		h := m.handler
		if i%3 == 0 {
			h = terminal
		}
		group.Go(func() { answers[i] = m.ask(h, firstID, page.confirmation()) })
	}
	group.Wait()
	sent := 0
	for _, a := range answers {
		switch {
		case a.code == http.StatusOK && strings.Contains(a.page, "<h1>sent</h1>"):
			sent++
		case a.code == http.StatusSeeOther, a.code == http.StatusConflict: // the other process had frozen it, or had it on the wire
		case a.code == http.StatusOK && strings.Contains(a.page, "Look again"):
		default:
			t.Errorf("%+v", a)
		}
	}
	if sent != 1 {
		t.Errorf("%d pages say that it was sent", sent)
	}
	m.wantMessages(1, firstID, drafts.StatusSent)
	if a := m.post(firstID, page.confirmation()); a.code != http.StatusSeeOther || a.location != "/letter/"+firstID+"/send" { // reloaded
		t.Errorf("%+v", a)
	}
	m.get(firstID).want(t, http.StatusOK, "was sent on", "is not sent again")
	m.post(firstID, url.Values{"do": {"review"}, "to": {"feedback@douyin.com"}}).want(t, http.StatusOK, "is not sent again")
	m.wantMessages(1, firstID, drafts.StatusSent)
}

// A confirmation is good for one try. The next one sends the same bytes.
func TestRefusedForNow(t *testing.T) {
	m := newMailSite(t, nil, smtptest.Fault{At: smtptest.Dot, N: 1, Reply: "451 4.3.0 try later"})
	page := m.review(firstID, "feedback@douyin.com")
	a := m.post(firstID, page.confirmation())
	a.want(t, http.StatusOK, "<h1>not sent yet</h1>", "Try again later", "451 4.3.0 try later", "Send again")
	if strings.Contains(a.page, "draft send") {
		t.Errorf("it names a command:\n%s", a.page)
	}
	m.post(firstID, page.confirmation()).want(t, http.StatusConflict, "was out of date, so nothing was sent")
	m.wantMessages(0, firstID, drafts.StatusFailedTemp)
	frozen, err := m.store.Message(t.Context(), firstID)
	if err != nil {
		t.Fatal(err)
	}
	m.get(firstID).want(t, http.StatusOK, "451 4.3.0 try later", `value="feedback@douyin.com"`)
	m.now = m.now.Add(2 * time.Hour)
	m.post(firstID, m.review(firstID, "feedback@douyin.com").confirmation()).want(t, http.StatusOK, "<h1>sent</h1>")
	m.wantMessages(1, firstID, drafts.StatusSent)
	if !bytes.Equal(frozen.Wire, m.server.Messages()[0].Data) {
		t.Errorf("sent\n%s", m.server.Messages()[0].Data)
	}
}

// A letter that was refused for good can be changed, and sent to another address.
func TestRefusedForGood(t *testing.T) {
	m := newMailSite(t, nil, smtptest.Fault{At: smtptest.Rcpt, N: 1, Reply: "550 5.1.1 no such user"})
	a := m.post(firstID, m.review(firstID, "feedbak@douyin.com").confirmation())
	a.want(t, http.StatusOK, "550 5.1.1 no such user", "Correct it and send it again", `action="/letter/`+firstID+`/edit"`)
	m.wantMessages(0, firstID, drafts.StatusFailedPerm)
	m.get(firstID).want(t, http.StatusOK, "550", "check the address")
	page := m.review(firstID, "feedback@douyin.com")
	page.want(t, http.StatusOK, "To: feedback@douyin.com")
	m.post(firstID, page.confirmation()).want(t, http.StatusOK, "<h1>sent</h1>")
	m.wantMessages(1, firstID, drafts.StatusSent)
}

// If the server did not answer the end of a letter, only a person can say whether it arrived; a box must be ticked for it.
func TestUnknown(t *testing.T) {
	for name, fault := range map[string]smtptest.Fault{
		"taken": {At: smtptest.Dot, N: 1, Do: smtptest.Drop}, "lost": {At: smtptest.Dot, N: 1, Do: smtptest.Lose}, "hangs": {At: smtptest.Dot, N: 1, Do: smtptest.Hang},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMailSite(t, nil, fault)
			page := m.review(firstID, "feedback@douyin.com")
			a := m.post(firstID, page.confirmation())
			a.want(t, http.StatusOK, "<h1>delivery unknown</h1>", "Check your sent mail", "record the result below", `value="arrived"`, `value="resend"`)
			if strings.Contains(a.page, "--resolve") {
				t.Errorf("it names a command:\n%s", a.page)
			}
			before := len(m.server.Messages())
			if a := m.post(firstID, page.confirmation()); a.code != http.StatusSeeOther {
				t.Errorf("%+v", a)
			}
			m.get(firstID).want(t, http.StatusOK, "delivery of", "record the result below", `value="arrived"`)
			m.post(firstID, url.Values{"do": {"arrived"}}).want(t, http.StatusUnprocessableEntity, "tick this if you have checked", `value="arrived"`)
			m.post(firstID, url.Values{"do": {"review"}, "to": {"x@douyin.com"}}).want(t, http.StatusOK, `value="arrived"`)
			m.wantMessages(before, firstID, drafts.StatusUnknown)
			if name != "lost" {
				m.post(firstID, url.Values{"do": {"arrived"}, "checked": {"1"}})
				m.wantMessages(before, firstID, drafts.StatusSent)
				m.post(firstID, url.Values{"do": {"arrived"}, "checked": {"1"}}).want(t, http.StatusConflict)
				return
			}
			again := m.post(firstID, url.Values{"do": {"resend"}})
			again.want(t, http.StatusOK, "To: feedback@douyin.com", `name="resend" value="1"`)
			m.wantMessages(before, firstID, drafts.StatusUnknown)
			m.post(firstID, again.confirmation()).want(t, http.StatusOK, "<h1>sent</h1>")
			m.wantMessages(before+1, firstID, drafts.StatusSent)
		})
	}
}

// What cannot even be begun says why, and the letter waits.
func TestUnreachable(t *testing.T) {
	m := newMailSite(t, nil)
	page := m.review(firstID, "feedback@douyin.com")
	m.server.Close()
	m.post(firstID, page.confirmation()).want(t, http.StatusOK, "<h1>queued</h1>", "not sent, still queued", "the connection failed", "Send again")
	if l := m.letter(firstID); l.Status != drafts.StatusQueued {
		t.Error(l.Status)
	}
}

// What speaks against a letter is confirmed by a box of its own, each time.
func TestQuestions(t *testing.T) {
	m := newMailSite(t, nil)
	page := m.review(firstID, "kefu@xn--fiqs8s.example")
	page.want(t, http.StatusOK, "中国.example", "not an official domain", "Do you mean kefu@xn--fiqs8s.example?")
	m.post(firstID, page.confirmation()).want(t, http.StatusUnprocessableEntity, "first tick each box")
	m.wantMessages(0, firstID, drafts.StatusDraft)
	m.post(firstID, page.confirmation("sure.0")).want(t, http.StatusOK, "<h1>sent</h1>")

	m.put(secondID, nil) // the same payment
	page = m.review(secondID, "kefu@xn--fiqs8s.example, feedback@douyin.com")
	page.want(t, http.StatusOK, "a letter about the same matter", "same time and amount", "Send another anyway?")
	for _, ticked := range [][]string{nil, {"sure.0"}, {"sure.1"}} {
		m.post(secondID, page.confirmation(ticked...)).want(t, http.StatusUnprocessableEntity, "first tick each box")
	}
	m.wantMessages(1, secondID, drafts.StatusDraft)
	m.post(secondID, page.confirmation("sure.0", "sure.1")).want(t, http.StatusOK, "<h1>sent</h1>")
	m.wantMessages(2, secondID, drafts.StatusSent)
}

// A file that is not the one that the letter was written with is not sent.
func TestChangedFileIsNotSent(t *testing.T) {
	evidence := filepath.Join(t.TempDir(), "账单.txt")
	if err := os.WriteFile(evidence, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := newMailSite(t, nil)
	m.put(firstID, func(r *drafts.Record) {
		r.To, r.Files = []string{"feedback@douyin.com"}, []drafts.RecordFile{{Path: evidence, Digest: attach.Digest([]byte("one"))}}
	})
	page := m.review(firstID, "feedback@douyin.com")
	page.want(t, http.StatusOK, "Attachment: 01_账单.txt (3 B)")
	if err := os.WriteFile(evidence, []byte("two"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.post(firstID, page.confirmation()).want(t, http.StatusConflict, "账单.txt is not the file that the letter was written with")
	m.wantMessages(0, firstID, drafts.StatusDraft)
}

// What changed after it was shown is shown again, and nothing is sent.
func TestChangedAfterItWasShown(t *testing.T) {
	evidence := filepath.Join(t.TempDir(), "账单.txt")
	attached := func(r *drafts.Record) {
		r.To, r.Files = []string{"feedback@douyin.com"}, []drafts.RecordFile{{Path: evidence, Digest: attach.Digest([]byte("one"))}}
	}
	for name, c := range map[string]struct {
		change func(*mailSite)
		shows  string
	}{
		"the letter": {func(m *mailSite) { m.put(firstID, func(r *drafts.Record) { attached(r); r.Body = "换了说法" }) }, "换了说法"},
		"the account": {func(m *mailSite) {
			a := m.account("work")
			a["address"] = "lisi@example.com"
			m.accounts("work", a)
		}, "lisi@example.com"},
		"the server": {func(m *mailSite) {
			a := m.account("work")
			a["host"] = "localhost"
			m.accounts("work", a)
		}, "localhost:"},
		"the recipient": {func(m *mailSite) { m.review(firstID, "feedback@bytedance.com") }, "To: feedback@bytedance.com"},
		"an hour":       {func(m *mailSite) { m.now = m.now.Add(time.Hour) }, "To: feedback@douyin.com"},
		"another letter": {func(m *mailSite) {
			m.put(secondID, nil)
			m.post(secondID, m.review(secondID, "feedback@douyin.com").confirmation())
		}, "a letter about the same matter"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(evidence, []byte("one"), 0o600); err != nil {
				t.Fatal(err)
			}
			m := newMailSite(t, nil)
			m.put(firstID, attached)
			page := m.review(firstID, "feedback@douyin.com")
			page.want(t, http.StatusOK, "Attachment: 01_账单.txt (3 B)")
			c.change(m)
			sent := len(m.server.Messages())
			again := m.post(firstID, page.confirmation())
			again.want(t, http.StatusConflict, "was out of date, so nothing was sent", c.shows)
			m.wantMessages(sent, firstID, drafts.StatusDraft)
			m.post(firstID, again.confirmation("sure.0")).want(t, http.StatusOK, "<h1>sent</h1>")
			m.wantMessages(sent+1, firstID, drafts.StatusSent)
		})
	}
}

// The page says of which photos the metadata was removed.
func TestPhoto(t *testing.T) {
	m := newMailSite(t, nil)
	path, err := filepath.Abs("../../../../drafts/attach/testdata/jpeg.jpg")
	if err != nil {
		t.Fatal(err)
	}
	m.put(firstID, func(r *drafts.Record) { r.Files = []drafts.RecordFile{{Path: path}} })
	m.review(firstID, "feedback@douyin.com").want(t, http.StatusOK, "Attachment: 01_jpeg.jpg", "metadata from photos", ": 01_jpeg.jpg;")
}

// Accounts and passwords are for the terminal: the page says which command.
func TestAccounts(t *testing.T) {
	m := newMailSite(t, nil)
	m.secret = ""
	m.post(firstID, url.Values{"do": {"review"}, "to": {"feedback@douyin.com"}}).want(t, http.StatusUnprocessableEntity,
		"Account work: there is no password", "press “Save as an e-mail”", "use the terminal: draft account add zhangsan@example.com --name work --force")
	m.secret = password
	page := m.review(firstID, "feedback@douyin.com")
	m.secret = ""
	m.post(firstID, page.confirmation()).want(t, http.StatusUnprocessableEntity, "draft account add zhangsan@example.com --name work --force")
	m.wantMessages(0, firstID, drafts.StatusDraft)
	m.secret = password
	other := m.account("other")
	other["address"] = "lisi@example.com"
	m.accounts("other", m.account("work"), other)
	m.get(firstID).want(t, http.StatusOK, "other (default)", `value="other" required checked`, `value="work" required>`)
	m.review(firstID, "feedback@douyin.com").want(t, http.StatusOK, "(account work, ")
	m.accounts("", m.account("work"), other)
	m.post(firstID, url.Values{"do": {"review"}, "to": {"feedback@douyin.com"}}).want(t, http.StatusUnprocessableEntity, "work, other")
	daily := m.account("work")
	daily["daily"] = 1
	m.accounts("work", daily)
	m.post(firstID, m.review(firstID, "feedback@douyin.com").confirmation()).want(t, http.StatusOK, "<h1>sent</h1>")
	m.put(secondID, nil)
	m.post(secondID, url.Values{"do": {"review"}, "to": {"kefu@douyin.com"}}).want(t, http.StatusUnprocessableEntity, "its limit is 1; continue tomorrow")
	m.accounts("")
	none := m.get(secondID)
	none.want(t, http.StatusOK, "You cannot send e-mail from here yet", `href="/letter/`+secondID+`/text/eml"`, "use the terminal: <code>draft account add</code>")
	late := m.post(secondID, url.Values{"do": {"review"}, "to": {"kefu@douyin.com"}}) // from a page that is older
	late.want(t, http.StatusUnprocessableEntity, "You cannot send e-mail from here yet")
	for _, a := range []answer{none, late} {
		if strings.Contains(a.page, `value="review"`) || strings.Contains(a.page, `type="password"`) || strings.Contains(a.page, `name="to"`) || strings.Contains(a.page, "alert") {
			t.Error(a.page)
		}
	}
}

// A password that the server refuses is not shown.
func TestWrongPassword(t *testing.T) {
	m := newMailSite(t, nil)
	m.secret = "another-secret"
	a := m.post(firstID, m.review(firstID, "feedback@douyin.com").confirmation())
	a.want(t, http.StatusOK, "<h1>queued</h1>", "login", "535")
	if strings.Contains(m.seen.String()+m.log.String(), m.secret) {
		t.Error("the password is on a page or in the log")
	}
	m.wantMessages(0, firstID, drafts.StatusQueued)
}

// A message of another program that waits is shown and sent as it is; its recipients stay.
func TestForeignMessage(t *testing.T) {
	m := newMailSite(t, nil)
	foreign := "From: zhangsan@example.com\nTo: x@bytedance.com\nBcc: me@douyin.com\nSubject: hi\n\nbody\n"
	p := delivery.NewPlan(delivery.Options{Store: m.store, Now: func() time.Time { return m.now }, NewID: func() string { return secondID }})
	if err := p.AddFile(t.Context(), "other.eml", []byte(foreign)); err != nil {
		t.Fatal(err)
	}
	if err := p.Compose(p.Items[0]); err != nil {
		t.Fatal(err)
	}
	if err := p.Freeze(t.Context(), p.Items[0]); err != nil {
		t.Fatal(err)
	}
	form := m.get(secondID)
	form.want(t, http.StatusOK, "To: x@bytedance.com, me@douyin.com")
	if strings.Contains(form.page, `name="to"`) {
		t.Error("its recipients can be changed")
	}
	page := m.review(secondID, "evil@example.org")
	page.want(t, http.StatusOK, "To: x@bytedance.com, me@douyin.com", "Subject: hi", "body")
	m.post(secondID, page.confirmation()).want(t, http.StatusOK, "<h1>sent</h1>")
	if got := m.server.Messages()[0]; string(got.Data) != strings.ReplaceAll("From: zhangsan@example.com\nTo: x@bytedance.com\nSubject: hi\n\nbody\n", "\n", "\r\n") || len(got.To) != 2 {
		t.Errorf("%+v\n%s", got, got.Data)
	}
}

// A browser that goes away does not end a sending. Ctrl-C does before the server has the letter; afterwards draft waits for the reply,
// until a second Ctrl-C.
func TestInterruptedSending(t *testing.T) {
	for name, c := range map[string]struct {
		at     smtptest.Stage
		do     func(m *mailSite, leave context.CancelFunc)
		fault  []smtptest.Fault
		status drafts.Status
	}{
		"the browser leaves":      {smtptest.Mail, func(_ *mailSite, leave context.CancelFunc) { leave() }, nil, drafts.StatusSent},
		"Ctrl-C at MAIL":          {smtptest.Mail, func(m *mailSite, _ context.CancelFunc) { m.interrupt() }, []smtptest.Fault{{At: smtptest.Mail, Do: smtptest.Hang}}, drafts.StatusQueued},
		"Ctrl-C at the dot":       {smtptest.Dot, func(m *mailSite, _ context.CancelFunc) { m.interrupt() }, nil, drafts.StatusSent},
		"Ctrl-C twice at the dot": {smtptest.Dot, func(m *mailSite, _ context.CancelFunc) { m.interrupt(); m.abandon() }, []smtptest.Fault{{At: smtptest.Dot, Do: smtptest.Hang}}, drafts.StatusUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			reached, done := make(chan struct{}), make(chan struct{})
			var once sync.Once
			m := newMailSite(t, func(at smtptest.Stage) {
				if at == c.at {
					once.Do(func() { close(reached); <-done })
				}
			}, c.fault...)
			m.dot = time.Minute
			page := m.review(firstID, "feedback@douyin.com")
			ctx, leave := context.WithCancel(t.Context())
			answered := make(chan struct{})
			go func() {
				defer close(answered)
				r := httptest.NewRequest(http.MethodPost, "/letter/"+firstID+"/send", strings.NewReader(page.confirmation().Encode())).WithContext(ctx)
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				m.handler.ServeHTTP(httptest.NewRecorder(), r)
			}()
			<-reached
			began := time.Now()
			c.do(m, leave)
			waited := make(chan struct{})
			closed := make(chan struct{})
			go func() {
				defer close(closed)
				m.mailer.Close(func() { close(waited) })
			}()
			<-waited // Close waits for the letter
			close(done)
			<-closed
			<-answered
			if took := time.Since(began); took > m.dot/2 {
				t.Errorf("it took %s", took)
			}
			leave()
			if l := m.letter(firstID); l.Status != c.status {
				t.Errorf("%s, want %s", l.Status, c.status)
			}
			if name != "the browser leaves" {
				return
			}
			m.interrupt() // nothing is sent any more
			if a := m.post(firstID, url.Values{"do": {"send"}}); a.code == http.StatusOK {
				t.Errorf("%+v", a)
			}
		})
	}
}

// A sending may take longer than any other page: the server does not cut its answer off.
func TestSlowSending(t *testing.T) {
	m := newMailSite(t, nil, smtptest.Fault{At: smtptest.Dot, Do: smtptest.Slow, Delay: 600 * time.Millisecond})
	r := start(t, m.handler.ServeHTTP, func(s *Server) { s.limits.read, s.limits.write = 300*time.Millisecond, 300*time.Millisecond })
	b := r.opened()
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	address := r.page("/letter/" + firstID + "/send")
	code, _, text := r.do(b, http.MethodPost, address, strings.NewReader("do=review&to=feedback@douyin.com"), form...)
	if code != http.StatusOK {
		t.Fatal(code, text)
	}
	code, _, text = r.do(b, http.MethodPost, address, strings.NewReader(answer{page: html.UnescapeString(text)}.confirmation().Encode()), form...)
	if code != http.StatusOK || !strings.Contains(text, "<h1>sent</h1>") {
		t.Error(code, text)
	}
}

// A letter leads to its page about sending until it is sent.
func TestSendLink(t *testing.T) {
	m := newMailSite(t, nil, smtptest.Fault{At: smtptest.Dot, N: 1, Do: smtptest.Drop})
	link := func(words string) {
		t.Helper()
		w := httptest.NewRecorder()
		m.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/letter/"+firstID, nil))
		want := `<a href="/letter/` + firstID + `/send">` + words + `</a>`
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), want) != (words != "") || words == "" && strings.Contains(w.Body.String(), "/send\"") {
			t.Errorf("%d: not %q\n%s", w.Code, words, w.Body)
		}
	}
	link("Send by e-mail")
	m.post(firstID, m.review(firstID, "feedback@douyin.com").confirmation())
	link("Record whether it arrived")
	m.post(firstID, url.Values{"do": {"arrived"}, "checked": {"1"}})
	link("")
}
