package interview_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/interview"
)

// whole is a state in which everything is set.
var whole = interview.State{
	Version: 1, Kind: "duplicate", Saved: time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC),
	Forms: []interview.FormState{
		{Kind: "refund", Answers: []drafts.Answer{{Name: "amount", Text: "50.10"}}, Answered: []string{"amount", "reason"}},
		{
			Kind: "duplicate", Answers: []drafts.Answer{{Name: "description", Text: "第一行\n\n\"<&>\" \u2028\x1b"}},
			Pending: []drafts.Answer{{Name: "second_at", Text: "昨晚"}}, Skipped: []string{"order_no"}, Answered: []string{"amount"},
		},
	},
	Words: &drafts.Words{Subject: "关于", Body: "正文\n", App: "短", Of: "abc"}, Sheet: "/x",
}

// What is written is read again, wherever it was saved.
func TestSavedState(t *testing.T) {
	other := whole
	other.Version, other.Saved = 0, whole.Saved.In(time.FixedZone("", 8*3600))
	data, err := other.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := interview.ReadState(data); err != nil || !reflect.DeepEqual(got, whole) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, whole)
	}
	file := begun(data, `{"slot":"edit-1",`)
	if place, got, err := interview.ReadSlot(file); err != nil || place != "edit-1" || !reflect.DeepEqual(got, whole) {
		t.Errorf("%v, %q\ngot  %+v\nwant %+v", err, place, got, whole)
	}
	if _, err := interview.ReadState(file); err == nil {
		t.Error("a file of an older version is taken for a state")
	}
	if _, _, err := interview.ReadSlot(data); err == nil {
		t.Error("a state is taken for a file of an older version")
	}
}

// begun puts something in the place of the first brace.
func begun(data []byte, begin string) []byte { return append([]byte(begin), data[1:]...) }

// What is no state of this version is refused.
func TestBrokenState(t *testing.T) {
	data, err := whole.Encode()
	if err != nil {
		t.Fatal(err)
	}
	good := string(data)
	other := func(old, replacement string) string {
		changed := strings.Replace(good, old, replacement, 1)
		if changed == good {
			t.Fatalf("%q is not in %s", old, good)
		}
		return changed
	}
	for name, text := range map[string]string{
		"empty": "", "half": good[:len(good)/2], "zeros": strings.Repeat("\x00", 4096), "not JSON": "kind: refund\n", "null": "null", "a list": "[]",
		"other version":   other(`"version":1`, `"version":2`),
		"no version":      other(`"version":1`, `"version":0`),
		"no kind":         other(`"kind":"duplicate"`, `"kind":""`),
		"unknown name":    other(`"kind"`, `"more":1,"kind"`),
		"no chapter":      `{"version":1,"kind":"refund","saved":"2026-11-20T10:00:00Z","chapters":[]}`,
		"nameless answer": other(`"name":"description"`, `"name":""`),
		"time":            other(`"saved":"2026`, `"saved":"yesterday 2026`),
		"two letters":     good + good,
		"bytes":           other(`"text":"50.10"`, "\"text\":\"\xff\""),
		"deep":            strings.Repeat("[", 500_000),
	} {
		if got, err := interview.ReadState([]byte(text)); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
		if text != "" {
			if place, got, err := interview.ReadSlot(begun([]byte(text), `{"slot":"refund",`)); err == nil {
				t.Errorf("%s: %q, %+v", name, place, got)
			}
		}
	}
}

func FuzzReadState(f *testing.F) {
	data, err := whole.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"version":1}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := interview.ReadState(data)
		if err != nil {
			return
		}
		once, err := s.Encode()
		if err != nil {
			t.Fatalf("read, but cannot be written: %v", err)
		}
		again, err := interview.ReadState(once)
		if err != nil {
			t.Fatalf("written, but cannot be read: %v", err)
		}
		if twice, err := again.Encode(); err != nil || !bytes.Equal(once, twice) {
			t.Errorf("got %s, %v\nwant %s", twice, err, once)
		}
	})
}
