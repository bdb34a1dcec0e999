package view

import (
	"errors"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/templates"
)

// refund is the form of a refund with these answers, pairs of name and text.
func refund(t *testing.T, pairs ...string) *drafts.Form {
	t.Helper()
	kind, _, err := templates.Load("refund", "")
	if err != nil {
		t.Fatal(err)
	}
	form := drafts.NewForm(kind, field.Reading{Now: time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)})
	for i := 0; i < len(pairs); i += 2 {
		if faults := form.Fill([]answers.Answer{{Name: pairs[i], Text: pairs[i+1]}}); faults != nil {
			t.Fatal(faults)
		}
	}
	return form
}

func TestNotes(t *testing.T) {
	v := &View{Words: lang.New(lang.English)}
	q, _ := refund(t).Question("amount")
	for want, r := range map[string]interview.Remark{
		"note: Amount: a.yaml:1: “x” was read as y": {
			Level: letter.Note, Code: interview.CodeRelative, Field: &q, Args: map[string]any{"Place": "a.yaml:1", "Value": "x", "Read": "y"},
		},
		"note: Amount: the other answers do not need this one": {Level: letter.Note, Code: interview.CodeUnused, Field: &q},
		"the recipient a@b.c is outside the official domains (d.e, f.g)": {
			Level: letter.Warn, Code: interview.CodeUnlisted, Args: map[string]any{"Address": "a@b.c", "Domains": []string{"d.e", "f.g"}},
		},
		"Amount: Ask for less.": {Level: letter.Warn, Code: interview.CodeCheck, Field: &q, Check: letter.Check{Say: field.Label{ZH: "少要些。", EN: "Ask for less."}}},
	} {
		n := v.Notes([]interview.Remark{r})[0]
		if line := n.Line(v); !strings.Contains(line, want) || n.Code != r.Code || n.Level != r.Level || (n.Field != "") != (r.Field != nil) {
			t.Errorf("%+v\n%s", n, line)
		}
	}
}

func TestNotReady(t *testing.T) {
	form := refund(t)
	q, _ := form.Question("reason")
	var answers *AnswersError
	err := NotReady(form.Template(), &interview.NotReadyError{Switch: &letter.KindSwitch{Option: "duplicate", Kind: "duplicate"}, Field: q})
	v := &View{Words: lang.New(lang.English)}
	if !errors.As(err, &answers) || answers.ExitCode() != ExitAnswers || !strings.Contains(strings.Join(v.Lines(err), "\n"), "draft duplicate") {
		t.Errorf("%v: %q", err, v.Lines(err))
	}
	if other := errors.New("x"); !errors.Is(NotReady(form.Template(), other), other) {
		t.Error("another error is lost")
	}
}

func TestAnswerLines(t *testing.T) {
	form := refund(t, "method", "wechat", "amount", "50", "description", strings.Repeat("一行\n", 9))
	amount, _ := form.Question("amount")
	remarks := []interview.Remark{{Level: letter.Warn, Code: interview.CodeCheck, Field: &amount, Check: letter.Check{Say: field.Label{ZH: "大额。"}}}}
	v := &View{Words: lang.New(lang.Chinese)}
	lines, open := AnswerLines(v, form, remarks, 0)
	text := strings.Join(lines, "\n")
	for _, want := range []string{"微信支付", "50.00元（伍拾元整）", "    ", "大额。", "一行\n", "…"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Count(text, "一行") != 6 || len(open) == 0 || v.Answer(form, amount) != "50.00元（伍拾元整）" {
		t.Errorf("%s\nopen: %q", text, open)
	}
	q, _ := form.Question("name")
	if text := v.Answer(form, q); text != v.Text("review.none", nil) {
		t.Errorf("no answer is %q", text)
	}
	if lines, _ = AnswerLines((&View{Words: lang.New(lang.English)}), form, nil, 40); strings.Contains(strings.Join(lines, "\n"), "伍拾") {
		t.Errorf("%q", lines)
	}
}

// Several payments are a table: aligned where the window is wide enough, else in as many lines as a payment needs. What is missing is
// named once for all of them.
func TestAnswerLinesOfRecords(t *testing.T) {
	form := refund(t, "method", "wechat", "recharged_at", "2026-11-18 20:05", "amount", "648", "payments.2.method", "other", "payments.2.method_detail", "云闪付",
		"payments.2.recharged_at", "2026-11-18 20:31", "payments.2.amount", "98", "payments.2.order_no", "4200002345202611181234567890")
	no, _ := form.Question("payments.2.order_no")
	remarks := []interview.Remark{{Level: letter.Warn, Code: interview.CodeCheck, Field: &no, Check: letter.Check{Say: field.Label{ZH: "太长。"}}}}
	v := &View{Words: lang.New(lang.Chinese)}
	for width, want := range map[int]string{
		0: `  第1笔  2026年11月18日20:05  微信支付  648.00元
  第2笔  2026年11月18日20:31  其他方式   98.00元
         具体的充值方式 云闪付
         订单号 4200002345202611181234567890
    注意：太长。
  合计   746.00元（柒佰肆拾陆元整）`,
		40: `  第1笔  2026年11月18日20:05  微信支付
         648.00元
  第2笔  2026年11月18日20:31  其他方式
         98.00元
         具体的充值方式 云闪付
    订单号 4200002345202611181234567890
    注意：太长。
  合计   746.00元（柒佰肆拾陆元整）`,
	} {
		lines, open := AnswerLines(v, form, remarks, width)
		if got := strings.Join(lines, "\n"); got != want {
			t.Errorf("%d columns:\n%s\nwant\n%s", width, got, want)
		}
		if text := strings.Join(open, " "); !strings.HasPrefix(text, "充值人 订单号 商户单号 退款原因 ") || strings.Contains(text, "第") {
			t.Error(text)
		}
	}
	const line = "98.00元、其他方式、2026年11月18日20:31、具体的充值方式 云闪付、订单号 4200002345202611181234567890"
	if got := RecordLine(v, form, form.Template().Lists[0], 2); got != line {
		t.Error(got)
	}
}

func TestEditError(t *testing.T) {
	v := &View{Words: lang.New(lang.English)}
	if text := v.EditError(interview.ErrSheet); !strings.Contains(text, interview.SubjectMark) || !strings.Contains(text, interview.AppMark) {
		t.Error(text)
	}
	if text := v.EditError(field.NewProblem("file.missing", "x.png", nil)); text != v.Problem(field.NewProblem("file.missing", "x.png", nil)) {
		t.Error(text)
	}
}
