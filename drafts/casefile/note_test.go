package casefile

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
)

func TestParseNote(t *testing.T) {
	now := today.UTC()
	day := time.Date(2026, 11, 18, 0, 0, 0, 0, field.Beijing).UTC()
	for name, test := range map[string]struct {
		note NoteOptions
		want cases.Entry
		code Code
	}{
		"nothing":           {NoteOptions{}, cases.Entry{At: now}, ""},
		"blanks":            {NoteOptions{Said: " 好的 ", Agent: " ", Ticket: "8 "}, cases.Entry{At: now, Said: "好的", Ticket: "8"}, ""},
		"asked":             {NoteOptions{Via: cases.App, Asked: "UID"}, cases.Entry{At: now, Via: cases.App, Asked: "UID"}, ""},
		"asked as a state":  {NoteOptions{Asked: "UID", State: "asked"}, cases.Entry{At: now, Asked: "UID", State: cases.Asked}, ""},
		"asked and said":    {NoteOptions{Asked: "UID", Said: "好的"}, cases.Entry{}, CodeAskedOnly},
		"asked and refused": {NoteOptions{Asked: "UID", State: "refused"}, cases.Entry{}, CodeAskedOnly},
		"no state":          {NoteOptions{State: "lost"}, cases.Entry{}, CodeState},
		"prepared":          {NoteOptions{State: "prepared"}, cases.Entry{}, CodeState},
		"a day":             {NoteOptions{At: "2026-11-18"}, cases.Entry{At: day, Day: true}, ""},
		"today":             {NoteOptions{At: "2026-11-20"}, cases.Entry{At: now, Day: true}, ""},
		"tomorrow":          {NoteOptions{At: "2026-11-21"}, cases.Entry{}, CodePastTime},
		"no time":           {NoteOptions{At: "soon"}, cases.Entry{}, CodePastTime},
		"promised since":    {NoteOptions{At: "2026-11-18", Promised: "2026-11-19"}, cases.Entry{At: day, Day: true, Promise: &cases.Promise{On: "2026-11-19"}}, ""},
		"promised too late": {NoteOptions{Promised: "2026-11-19"}, cases.Entry{}, CodePromiseOver},
	} {
		got, err := ParseNote(test.note, today)
		if code(err) != test.code || err != nil && test.code == "" {
			t.Errorf("%s: %v", name, err)
		} else if err == nil && !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestParsePromise(t *testing.T) {
	for text, test := range map[string]struct {
		want cases.Promise
		code Code
	}{
		"3":          {cases.Promise{Workdays: 3}, ""},
		" 3个工作日 ":    {cases.Promise{Workdays: 3}, ""},
		"250":        {cases.Promise{Workdays: 250}, ""},
		"251":        {cases.Promise{}, CodePromiseDays},
		"0":          {cases.Promise{}, CodePromiseDays},
		"-1":         {cases.Promise{}, CodePromiseDays},
		"2026-11-20": {cases.Promise{On: "2026-11-20"}, ""},
		"2026-11-19": {cases.Promise{}, CodePromiseOver},
		"明天":         {cases.Promise{On: "2026-11-21"}, ""},
		"soon":       {cases.Promise{}, CodePromiseTime},
		// As people say it, with or without the word for within.
		"3个工作日内":                {cases.Promise{Workdays: 3}, ""},
		"三个工作日之内":               {cases.Promise{Workdays: 3}, ""},
		"十五个工作日":                {cases.Promise{Workdays: 15}, ""},
		"3 working days":        {cases.Promise{Workdays: 3}, ""},
		"within 1 business day": {cases.Promise{Workdays: 1}, ""},
		"Within 2 Working Days": {cases.Promise{Workdays: 2}, ""},
		"3天":                    {cases.Promise{}, CodePromiseTime}, // of the calendar, or working days
	} {
		p, err := ParsePromise(text, today)
		if code(err) != test.code || err == nil && *p != test.want {
			t.Errorf("%q: %+v, %v", text, p, err)
		}
	}
}

// Everything that is refused is told at once, with the question that it is about; the first is the one that a line of text says.
func TestAllRefusals(t *testing.T) {
	tell := func(err error) (all []string) {
		for _, e := range Refusals(err) {
			all = append(all, e.Question()+" "+string(e.Code))
		}
		return all
	}
	_, err := ParseNote(NoteOptions{State: "lost", At: "soon", Promised: "251"}, today)
	if got, want := tell(err), []string{"said state", "at past_time", "promised promise_days"}; !slices.Equal(got, want) || code(err) != CodeState {
		t.Errorf("got %q, want %q", got, want)
	}
	f := &File{Claimed: 5000}
	_, err = f.ParsePayment(PaymentOptions{"all", "soon", "bank", "1"}, today)
	if got, want := tell(err), []string{"amount amount", "to target", "at past_time", "for for_none"}; !slices.Equal(got, want) || code(err) != CodeAmount {
		t.Errorf("got %q, want %q", got, want)
	}
	_, err = f.ParsePayment(PaymentOptions{At: "soon"}, today)
	if got, want := tell(err), []string{"amount no_amount"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if tell(errors.New("a disk")) != nil || tell(nil) != nil || refuse(CodePrepared).Question() != "" {
		t.Error("what is no refusal has a question")
	}
}

// Words of support are an answer, a request or a refusal, however often a person changes their mind.
func TestMean(t *testing.T) {
	said := NoteOptions{Via: cases.App, Said: "请提供UID"}
	for _, test := range []struct {
		meaning Meaning
		want    NoteOptions
	}{
		{Wants, NoteOptions{Via: cases.App, Asked: "请提供UID"}},
		{Refuses, NoteOptions{Via: cases.App, Said: "请提供UID", State: "refused"}},
		{Agrees, said},
		{Working, said},
	} {
		if said.Mean(test.meaning); said != test.want {
			t.Errorf("%s: %+v", test.meaning, said)
		}
	}
	silent := NoteOptions{Via: cases.App} // what it means is known, its words are not
	if silent.Mean(Working); silent.State != "answered" || silent.Said != "" {
		t.Errorf("%+v", silent)
	}
}

func TestComplete(t *testing.T) {
	submitted := &File{Case: cases.Case{State: cases.Submitted}}
	over := &File{Case: cases.Case{State: cases.Refused}}
	supplement := &File{Named: store.Letter{ID: "b", Kind: cases.KindSupplement, About: "a"}}
	for name, test := range map[string]struct {
		file *File
		note cases.Entry
		want cases.Entry
	}{
		"submitted":      {submitted, cases.Entry{Via: cases.App}, cases.Entry{Via: cases.App, State: cases.Submitted}},
		"said":           {submitted, cases.Entry{Said: "好的"}, cases.Entry{Said: "好的", State: cases.Answered}},
		"an agent":       {submitted, cases.Entry{Agent: "1024"}, cases.Entry{Agent: "1024", State: cases.Answered}},
		"a ticket":       {submitted, cases.Entry{Ticket: "88"}, cases.Entry{Ticket: "88", State: cases.Submitted}},
		"asked":          {over, cases.Entry{Asked: "UID"}, cases.Entry{Asked: "UID", State: cases.Asked}},
		"over":           {over, cases.Entry{Said: "好的"}, cases.Entry{Said: "好的"}},
		"over, a state":  {over, cases.Entry{State: cases.Submitted}, cases.Entry{State: cases.Submitted}},
		"a letter of it": {supplement, cases.Entry{}, cases.Entry{State: cases.Submitted, Letter: "b", Supplement: true}},
		"words about it": {supplement, cases.Entry{Said: "好的"}, cases.Entry{Said: "好的", State: cases.Answered}},
	} {
		if got := test.file.Complete(test.note); got != test.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Nothing is noted of a day before the payment; of that day it is.
func TestCheckTime(t *testing.T) {
	paid := field.TimeValue{Time: time.Date(2026, 11, 18, 20, 15, 0, 0, field.Beijing)}
	f := &File{Values: letter.Values{"recharged_at": paid}, Letter: store.Letter{Short: "abc"}}
	midnight := field.Midnight(paid.Time)
	if err := f.CheckTime(cases.Entry{At: midnight}); err != nil {
		t.Error(err)
	}
	err := f.CheckTime(cases.Entry{At: midnight.Add(-time.Second)})
	if code(err) != CodeTooEarly || args(err)["Earliest"] != (field.TimeValue{Time: paid.Time, Day: true}) {
		t.Error(err)
	}
	if err := (&File{}).CheckTime(cases.Entry{}); err != nil {
		t.Error(err)
	}
	if f = (&File{Values: letter.Values{"first_at": paid}}); !f.EarliestDate().Equal(paid.Time) {
		t.Error(f.EarliestDate())
	}
}
