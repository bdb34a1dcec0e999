package view

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"draft/drafts"
	"draft/drafts/letter"
)

// finished returns a finished refund letter with a recipient, an attachment and a sentence that the app text has no room for.
func finished(t *testing.T) Document {
	t.Helper()
	form := refund(t, "recharged_by", "self", "method", "wechat", "recharged_at", "2026-11-18 20:15", "amount", "50", "order_no", "4200001234567890123456789012",
		"unused", "all", "reason", "mistake", "douyin_id", "zhangsan123", "name", "张三", "phone", "13812345678", "description", "手滑点错了。")
	if missing := form.Missing(); len(missing) > 0 {
		t.Fatalf("no answer to %v", missing)
	}
	e := drafts.Envelope{From: &mail.Address{Name: "张三", Address: "a@example.com"}, To: []*mail.Address{{Address: "feedback@douyin.com"}}}
	d, err := drafts.Compose(form, e, drafts.Stamp{ID: "test", At: now})
	if err != nil {
		t.Fatal(err)
	}
	const limit = 150
	fitted := letter.Fit(d.Letter.Sentences, limit)
	if len(fitted.Left) == 0 || len(fitted.Parts) == 0 {
		t.Fatalf("%+v", fitted)
	}
	return Document{
		ID: "test", Template: form.Template(), Draft: d, Fitted: fitted, Limit: limit, Names: []string{"screenshot.png"}, Strength: form.Strength(fitted.Whole),
		Notes: []Note{{Level: letter.Warn, Field: "amount", Label: "Amount", Code: "check", Text: "look at it"}},
	}
}

// The frame of a preview is in the user's language, what is sent is Chinese in both.
func TestPreview(t *testing.T) {
	d := finished(t)
	for _, c := range []struct {
		v    *View
		want []string
	}{
		{english(), []string{"From: 张三 <a@example.com>", "To: feedback@douyin.com", "Subject: ", "Attachment: screenshot.png", "left out for length", "-- the letter --"}},
		{chinese(), []string{"发件人：张三 <a@example.com>", "收件人：feedback@douyin.com", "附件：screenshot.png"}},
	} {
		got := Preview(c.v, d, 0)
		at := 0
		for _, want := range append(c.want, d.Draft.Letter.Body) {
			next := strings.Index(got[at:], want)
			if next < 0 {
				t.Fatalf("%s: no %q after %q in\n%s", c.v.Words.Language(), want, got[:at], got)
			}
			at += next
		}
		for _, part := range d.Fitted.Parts {
			if !strings.Contains(got, "\n"+part+"\n") {
				t.Errorf("%q is not a line of its own in\n%s", part, got)
			}
		}
	}
}

// Everything fits the window but the app text: a selection with the mouse must not copy line breaks.
func TestPreviewFits(t *testing.T) {
	d := finished(t)
	for _, v := range []*View{english(), chinese()} {
		for _, width := range []int{40, 80} {
			got := Preview(v, d, width)
			app := 0
			for line := range strings.SplitSeq(got, "\n") {
				if slices.Contains(d.Fitted.Parts, line) {
					app++
					continue
				}
				if cells := displaywidth.String(line); cells >= width {
					t.Errorf("%d cells in a window of %d: %q", cells, width, line)
				}
			}
			if app != len(d.Fitted.Parts) {
				t.Errorf("the text for the app is broken in a window of %d:\n%s", width, got)
			}
		}
	}
}

// Without a recipient it is said only of a kind that can go by mail; a text that cannot fit says by how much.
func TestPreviewOfWhatIsMissing(t *testing.T) {
	d := finished(t)
	d.Draft.Envelope = drafts.Envelope{}
	d.Fitted = letter.Fit(d.Draft.Letter.Sentences, 10)
	got := Preview(english(), d, 0)
	if !strings.Contains(got, "To: left open") || strings.Contains(got, "From:") {
		t.Error(got)
	}
	if over := english().Text("error.over", OverArgs(english(), d)); d.Fitted.Over == 0 || !strings.Contains(got, over) {
		t.Errorf("no %q in\n%s", over, got)
	}
	d.Template = &letter.Template{}
	if got := Preview(english(), d, 0); strings.Contains(got, "left open") {
		t.Error(got)
	}
}

func TestDocumentObject(t *testing.T) {
	d := finished(t)
	o := english().DocumentObject(d)
	if o.ID != "test" || o.Kind != "refund" || o.Claim != "50.00" || o.Values["amount"] != "50.00" || o.Envelope.From != "a@example.com" {
		t.Errorf("%+v", o)
	}
	if len(o.AppText.Parts) != len(d.Fitted.Parts) || o.AppText.Parts[0].Length != letter.Length(d.Fitted.Parts[0]) || o.AppText.LeftOut[0].Needs != d.Fitted.Left[0].Needs {
		t.Errorf("%+v", o.AppText)
	}
	if len(o.Checks) != 1 || o.Checks[0] != (CheckObject{Level: "warn", Field: "amount", Code: "check", Text: "look at it"}) {
		t.Errorf("%+v", o.Checks)
	}
	// Programs need not check a list for null.
	data, err := EncodeJSON(english().DocumentObject(Document{Template: d.Template}))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "null") {
		t.Errorf("%s", data)
	}
	var keys map[string]any
	if err := json.Unmarshal(data, &keys); err != nil {
		t.Fatal(err)
	}
	if _, ok := keys["output"]; ok {
		t.Error("a document that was not written has an output")
	}
}

func TestLetterPage(t *testing.T) {
	d := finished(t)
	data, err := LetterPage(english(), d)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`lang="en"`, "feedback@douyin.com", "screenshot.png", "look at it", "<svg"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %s in the page", want)
		}
	}
	if data, err := LetterPage(chinese(), d); err != nil || !strings.Contains(string(data), `lang="zh-CN"`) {
		t.Errorf("%v", err)
	}
}

// Many records that are left out are named by the first and the last one, and what is between them is counted.
func TestLeftOutRecords(t *testing.T) {
	left := []letter.LeftOut{{Sentence: letter.Sentence{Text: "电话。"}, Needs: 5}}
	for i := range 12 {
		left = append(left, letter.LeftOut{Sentence: letter.Sentence{Text: fmt.Sprintf("第%d笔。", i+2)}, Needs: 70, Record: i + 2})
	}
	left = append(left, letter.LeftOut{Sentence: letter.Sentence{Text: "经过。"}, Needs: 9})
	want := []string{
		"14 sentences left out for length:", "  电话。 (needs 5 more characters)", "  第2笔。", "  … to …", "  第13笔。",
		"  (these 12 sentences would fit into 3 parts with 70 more characters; otherwise attach the bill or screenshots when you submit)",
		"  经过。 (needs 9 more characters)",
	}
	of := func(left []letter.LeftOut) Document {
		return Document{Template: &letter.Template{}, Fitted: letter.Fitted{Left: left}}
	}
	if got := LeftOutLines(english(), of(left)); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := LeftOutLines(english(), of(left[1:4])); len(got) != 4 {
		t.Errorf("three are not named one by one: %q", got)
	}
	d := finished(t)
	d.Fitted.Left = left
	html, err := LetterPage(english(), d)
	if err != nil || !strings.Contains(string(html), "第2笔。 …… 第13笔。") || !strings.Contains(string(html), "12 sentences need 70 more characters") || strings.Contains(string(html), "第3笔。") {
		t.Errorf("%v\n%s", err, html)
	}
}
