package store

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

func TestPutAndGet(t *testing.T) {
	c := &clock{monday.Add(time.Hour)}
	s := openAt(t, t.TempDir(), c)
	want := letter("one0")
	want.About, want.Reply = "case", [2]int{3, 15}
	check(t, s.Put(t.Context(), want))
	want.Short, want.Status, want.Changed, want.Revision, want.State = "one0", drafts.StatusDraft, c.Time, 1, Prepared
	if got := get(t, s, "one0"); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}

	// Put ignores the time zone, and the fields that it does not set.
	c.forward(time.Hour)
	l := letter("one0")
	l.Created = l.Created.In(time.FixedZone("", 8*3600)).Add(time.Minute)
	l.Status, l.Removed, l.Frozen, l.Attempts = drafts.StatusSent, monday, &Frozen{}, []Attempt{{}}
	l.State, l.Clock, l.Reply = Submitted, &Clock{Day: 1}, [2]int{1, 2}
	l.Subject, l.Again, l.Content = "another", true, []byte(`[1]`)
	check(t, s.Put(t.Context(), l))
	want.Subject, want.Again, want.Content, want.Changed, want.Revision = "another", true, []byte(`[1]`), c.Time, 2
	want.About, want.Reply = "", [2]int{1, 2}
	if got := get(t, s, "one0"); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestQueue(t *testing.T) {
	folder := t.TempDir()
	c := &clock{monday}
	s := openAt(t, folder, c)
	check(t, s.Put(t.Context(), letter("one0")))
	m := message("one0", "first")
	check(t, s.Queue(t.Context(), m, frozen("one0"), true, 0))
	l := get(t, s, "one0")
	want := frozen("one0")
	want.Digest = fingerprint(string(m.Wire))
	want.Size, want.At, want.Sender, want.Recipients = int64(len(m.Wire)), monday, m.From, m.To
	if l.Status != drafts.StatusQueued || !l.Again || !reflect.DeepEqual(*l.Frozen, want) {
		t.Errorf("got %+v, %+v", l, l.Frozen)
	}
	if got, err := s.Message(t.Context(), "one0"); err != nil || !reflect.DeepEqual(got, m) {
		t.Errorf("got %+v, %v", got, err)
	}
	first := messages(t, folder)

	// Freezing again replaces the message, and so does a change. The old file stays until the change is durable,
	// because a crash of the machine may undo it.
	check(t, s.Queue(t.Context(), message("one0", "second"), frozen("one0"), false, 0))
	if now := messages(t, folder); len(now) != 2 || !slices.Contains(now, first[0]) {
		t.Errorf("messages %q, before %q", now, first)
	}
	if got, err := s.Message(t.Context(), "one0"); err != nil || !reflect.DeepEqual(got, message("one0", "second")) {
		t.Errorf("got %+v, %v", got, err)
	}
	check(t, s.Put(t.Context(), letter("two0")))
	if now := messages(t, folder); len(now) != 1 || now[0] == first[0] {
		t.Errorf("messages %q, before %q", now, first)
	}
	check(t, s.Put(t.Context(), letter("one0")))
	if now := messages(t, folder); len(now) != 0 || get(t, s, "one0").Frozen != nil {
		t.Errorf("messages after a change: %q", now)
	}
	wantError[*ClosedError](t, func() error { _, err := s.Message(t.Context(), "one0"); return err }())
	wantSound(t, s)
}

func TestRefused(t *testing.T) {
	s := open(t, t.TempDir())
	good := letter("good")
	check(t, s.Put(t.Context(), good))
	put := func(l Letter, _ outbox.Message, _ Frozen) error { return s.Put(t.Context(), l) }
	freeze := func(_ Letter, m outbox.Message, f Frozen) error { return s.Queue(t.Context(), m, f, false, 0) }
	adopt := func(l Letter, m outbox.Message, f Frozen) error { return s.Adopt(t.Context(), l, m, f, false) }
	for name, test := range map[string]struct {
		code InvalidCode
		do   func(Letter, outbox.Message, Frozen) error
		with func(*Letter, *outbox.Message, *Frozen)
	}{
		"no id":        {InvalidID, put, func(l *Letter, _ *outbox.Message, _ *Frozen) { l.ID = "" }},
		"capitals":     {InvalidID, put, func(l *Letter, _ *outbox.Message, _ *Frozen) { l.ID = "One" }},
		"a path":       {InvalidID, put, func(l *Letter, _ *outbox.Message, _ *Frozen) { l.ID = "../x" }},
		"no content":   {InvalidContent, put, func(l *Letter, _ *outbox.Message, _ *Frozen) { l.Content = nil }},
		"not JSON":     {InvalidContent, put, func(l *Letter, _ *outbox.Message, _ *Frozen) { l.Content = []byte("{") }},
		"not UTF-8":    {InvalidContent, put, func(l *Letter, _ *outbox.Message, _ *Frozen) { l.Content = []byte("\"\xff\"") }},
		"no bytes":     {InvalidMessage, freeze, func(_ *Letter, m *outbox.Message, _ *Frozen) { m.Wire = nil }},
		"nobody":       {InvalidMessage, freeze, func(_ *Letter, m *outbox.Message, _ *Frozen) { m.To = nil }},
		"a line end":   {InvalidMessage, freeze, func(_ *Letter, m *outbox.Message, _ *Frozen) { m.To = []string{"a\nb"} }},
		"bad sender":   {InvalidMessage, freeze, func(_ *Letter, m *outbox.Message, _ *Frozen) { m.From = "a\x00" }},
		"the digest":   {InvalidDigest, freeze, func(_ *Letter, _ *outbox.Message, f *Frozen) { f.Digest = "0" }},
		"the size":     {InvalidDigest, freeze, func(_ *Letter, _ *outbox.Message, f *Frozen) { f.Size = 1 }},
		"adopted size": {InvalidDigest, adopt, func(_ *Letter, _ *outbox.Message, f *Frozen) { f.Size = 1 }},
		"adopted id":   {InvalidID, adopt, func(l *Letter, _ *outbox.Message, _ *Frozen) { l.ID = "/" }},
	} {
		l, m, f := good, message("good", "x"), Frozen{}
		test.with(&l, &m, &f)
		if err := errorOf[*InvalidError](t, test.do(l, m, f)); err.Code != test.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantError[*NotFoundError](t, s.Queue(t.Context(), message("none", "x"), Frozen{}, false, 0))
	wantStatus(t, s, "good", drafts.StatusDraft, "")
}

func TestPrefix(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"aaaa1111", "aaaa1122", "aaaa", "b", "ba", "c-%", "cx", "zzzz"} {
		if id == "c-%" {
			id = "c-1"
		}
		check(t, s.Put(t.Context(), letter(id)))
	}
	check(t, s.Remove(t.Context(), "zzzz"))
	for prefix, want := range map[string]string{
		"aaaa": "aaaa", "aaaa1": "?", "aaaa111": "aaaa1111", "AAAA111": "aaaa1111", "a": "?", "b": "b", "ba": "ba", "c": "?",
		"c-": "c-1", "z": "zzzz", "zzzz": "zzzz", "zzzzz": "", "": "", "%": "", "_": "", "c%": "", "c_": "", "a*": "",
		"[a]": "", "'": "", "\x00": "", "\xff": "", "aaaa\x00": "", "Ａ": "",
	} {
		l, err := s.Get(t.Context(), prefix)
		var none *NotFoundError
		var several *AmbiguousError
		got := l.ID
		if errors.As(err, &several) {
			got = "?"
		}
		if got != want || want == "" && !errors.As(err, &none) {
			t.Errorf("%q is %q, %v; want %q", prefix, got, err, want)
		}
	}
	_, err := s.Get(t.Context(), "AAAA1")
	if several := errorOf[*AmbiguousError](t, err); !slices.Equal(several.IDs, []string{"aaaa1111", "aaaa1122"}) {
		t.Errorf("got %q", several.IDs)
	}
}

// A short id is unique, and one of more than eight characters is no longer than it must be.
func TestShort(t *testing.T) {
	s := open(t, t.TempDir())
	var ids []string
	for n := range 200 {
		id := fmt.Sprintf("%04x%012x", n*n%16, n*n*7919)
		ids = append(ids, id)
		check(t, s.Put(t.Context(), letter(id)))
		if n%3 == 0 {
			check(t, s.Remove(t.Context(), id))
		}
	}
	ids = append(ids, "abcd", "abcde", "xy")
	for _, id := range ids[200:] {
		check(t, s.Put(t.Context(), letter(id)))
	}
	shared := func(prefix string) int {
		return len(slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !strings.HasPrefix(id, prefix) }))
	}
	seen := 0
	for _, removed := range []bool{false, true} {
		for l, err := range s.List(t.Context(), Filter{Removed: removed}) {
			check(t, err)
			seen++
			if found := get(t, s, l.Short); found.ID != l.ID || found.Short != l.Short {
				t.Errorf("%q of %s finds %s", l.Short, l.ID, found.ID)
			}
			if n := len(l.Short); n > 8 && shared(l.Short[:n-1]) < 2 || n < 8 && n < len(l.ID) {
				t.Errorf("%q of %s", l.Short, l.ID)
			}
		}
	}
	if seen != len(ids) {
		t.Errorf("%d of %d letters", seen, len(ids))
	}
}

// TestShortStays checks that a short ID that was given still names its letter when more letters are kept whose IDs begin
// like it, before and after it in the order of IDs, and that a shorter beginning must be unique.
func TestShortStays(t *testing.T) {
	s := open(t, t.TempDir())
	given := map[string]string{} // the ID by the short one
	for _, c := range []struct{ id, short string }{
		{"1aszq0r2mmmmmmmm", "1aszq0r2"},
		{"1aszq0r3mmmmmmmm", "1aszq0r3"},
		{"1aszq0r2mzzzzzzz", "1aszq0r2mz"},
		{"1aszq0r2aaaaaaaa", "1aszq0r2a"},
		{"1aszq0r2mmzzzzzz", "1aszq0r2mmz"},
		{"1aszq0r2mzyzzzzz", "1aszq0r2mzy"},
		{"1aszq0r1mmmmmmmm", "1aszq0r1"},
	} {
		check(t, s.Put(t.Context(), letter(c.id)))
		l := get(t, s, c.id)
		if l.Short != c.short {
			t.Errorf("%s: got %s", c.id, l.Short)
		}
		given[l.Short] = c.id
		check(t, s.Put(t.Context(), letter(c.id))) // replaced, it is as old as before
		for short, id := range given {
			if found := get(t, s, short); found.ID != id || found.Short != short {
				t.Errorf("after %s: %s finds %s, now %s", c.id, short, found.ID, found.Short)
			}
		}
	}
	if len(given) != 7 {
		t.Errorf("%v", given)
	}
	_, err := s.Get(t.Context(), "1aszq0r")
	if several := errorOf[*AmbiguousError](t, err); len(several.IDs) != 7 {
		t.Errorf("%v", several)
	}
	if l := get(t, s, "1ASZQ0R1"); l.ID != "1aszq0r1mmmmmmmm" {
		t.Errorf("got %s", l.ID)
	}
}

// The operations that each status allows. A refused one changes nothing.
func TestTransitions(t *testing.T) {
	s := open(t, t.TempDir())
	const (
		draft, queued, sending, committing = drafts.StatusDraft, drafts.StatusQueued, drafts.StatusSending, drafts.StatusCommitting
		sent, unknown                      = drafts.StatusSent, drafts.StatusUnknown
		temporary, permanent               = drafts.StatusFailedTemp, drafts.StatusFailedPerm
	)
	ctx := t.Context()
	noted := func(status drafts.Status) func(string) error {
		return func(id string) error { return write(ctx, s, id, outbox.Entry{Status: status}) }
	}
	begin := func(id string) error { _, err := begin(ctx, s, outbox.Order{ID: id, Account: "work"}); return err }
	for name, method := range map[string]struct {
		do   func(id string) error
		into map[drafts.Status]drafts.Status // the status afterwards; refused if missing
	}{
		"Put": {
			func(id string) error { return s.Put(ctx, letter(id)) },
			map[drafts.Status]drafts.Status{draft: draft, queued: draft, temporary: draft, permanent: draft},
		},
		"Queue": {
			func(id string) error { return s.Queue(ctx, message(id, "new"), frozen(id), false, 0) },
			map[drafts.Status]drafts.Status{draft: queued, queued: queued, temporary: queued, permanent: queued},
		},
		"Adopt": {
			func(id string) error { return s.Adopt(ctx, letter(id), message(id, "new"), frozen(id), false) },
			map[drafts.Status]drafts.Status{draft: queued, queued: queued, temporary: queued, permanent: queued},
		},
		"Begin":           {begin, map[drafts.Status]drafts.Status{queued: sending, temporary: sending, permanent: sending}},
		"Note committing": {noted(committing), map[drafts.Status]drafts.Status{sending: committing, committing: committing}},
		"Note sent":       {noted(sent), map[drafts.Status]drafts.Status{sending: sent, committing: sent}},
		"Note queued":     {noted(queued), map[drafts.Status]drafts.Status{sending: queued, committing: queued}},
		"Note temporary":  {noted(temporary), map[drafts.Status]drafts.Status{sending: temporary, committing: temporary}},
		"Note permanent":  {noted(permanent), map[drafts.Status]drafts.Status{sending: permanent, committing: permanent}},
		"Note unknown":    {noted(unknown), map[drafts.Status]drafts.Status{sending: unknown, committing: unknown}},
		"Note draft":      {noted(draft), nil},
		"Note sending":    {noted(sending), nil},
		"Resolve sent": {
			func(id string) error { return s.Resolve(ctx, id, true) }, map[drafts.Status]drafts.Status{unknown: sent},
		},
		"Resolve resend": {
			func(id string) error { return s.Resolve(ctx, id, false) }, map[drafts.Status]drafts.Status{unknown: queued},
		},
		"Remove": {
			func(id string) error { return s.Remove(ctx, id) },
			map[drafts.Status]drafts.Status{
				draft: draft, queued: queued, temporary: temporary, permanent: permanent, sent: sent,
			},
		},
	} {
		for _, status := range drafts.Statuses() {
			id := strings.ToLower(strings.ReplaceAll(name, " ", "-")) + "-" + string(status)
			bring(t, s, id, status)
			before := get(t, s, id)
			err := method.do(id)
			want, ok := method.into[status]
			if !ok {
				want = status
			}
			after := get(t, s, id)
			if (err == nil) != ok || after.Status != want {
				t.Errorf("%s of a letter that is %s: %v, now %s", name, status, err, after.Status)
			}
			if !ok && !reflect.DeepEqual(before, after) {
				t.Errorf("%s of a letter that is %s changed it:\n%+v\n%+v", name, status, before, after)
			}
		}
	}
	wantSound(t, s)
}

// A removed letter cannot be changed until it is restored.
func TestRemoved(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	queue(t, s, "one0")
	check(t, s.Remove(t.Context(), "one0"))
	check(t, s.Remove(t.Context(), "one0"))
	if l := get(t, s, "one"); l.Removed != monday || l.Status != drafts.StatusQueued {
		t.Errorf("got %+v", l)
	}
	for name, err := range map[string]error{
		"Put":   s.Put(t.Context(), letter("one0")),
		"Queue": s.Queue(t.Context(), message("one0", "x"), frozen("one0"), false, 0),
	} {
		if closed := errorOf[*ClosedError](t, err); !closed.Removed {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := begin(t.Context(), s, outbox.Order{ID: "one0", Account: "work"})
	wantError[*outbox.BusyError](t, err)
	check(t, s.Restore(t.Context(), "one0"))
	check(t, s.Restore(t.Context(), "one0"))
	note(t, s, "one0", drafts.StatusSending)
	for _, err := range []error{
		s.Remove(t.Context(), "none"), s.Restore(t.Context(), "none"), s.Resolve(t.Context(), "none", true),
	} {
		wantError[*NotFoundError](t, err)
	}
}

func TestTextIsKeptAsItIs(t *testing.T) {
	s := open(t, t.TempDir())
	l := letter("one0")
	l.Subject, l.Words, l.To = "a\x00b\u2028\U0001F600", "'; DROP TABLE letters; --", []string{"x\ny", ""}
	l.From = "\xb9\xe3\xb8\xe6" // GBK
	check(t, s.Put(t.Context(), l))
	got := get(t, s, "one0")
	if got.Subject != asKept(l.Subject) || got.Words != l.Words || !slices.Equal(got.To, []string{"x y"}) || got.From != "\uFFFD" {
		t.Errorf("got %+v", got)
	}
}

// A letter was sent when the server accepted it, or when its end was sent if a person found out that it arrived.
func TestSentAt(t *testing.T) {
	at := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	failed := Attempt{Ended: at, Committing: at, Status: drafts.StatusFailedTemp}
	sent := Attempt{Ended: at.Add(2 * time.Minute), Committing: at.Add(time.Minute), Status: drafts.StatusSent}
	unknown := Attempt{Committing: at.Add(time.Minute), Status: drafts.StatusUnknown}
	for name, test := range map[string]struct {
		status   drafts.Status
		attempts []Attempt
		want     time.Time
	}{
		"sent":          {drafts.StatusSent, []Attempt{failed, sent}, sent.Ended},
		"found out":     {drafts.StatusSent, []Attempt{failed, unknown}, unknown.Committing},
		"unknown":       {drafts.StatusUnknown, []Attempt{unknown}, time.Time{}},
		"failed":        {drafts.StatusFailedTemp, []Attempt{failed}, time.Time{}},
		"from the list": {drafts.StatusSent, nil, time.Time{}},
	} {
		l := Letter{Status: test.status, Attempts: test.attempts}
		if got := l.SentAt(); !got.Equal(test.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}
