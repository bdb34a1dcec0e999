package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/templates"
)

// The keys of payments of the same time and amount: one without an order number, and two with different ones.
var (
	orderP   = drafts.Key{Kind: drafts.KeyOrder, Text: "order p"}
	orderQ   = drafts.Key{Kind: drafts.KeyOrder, Text: "order q"}
	bare     = drafts.Key{Kind: drafts.KeyPayment, Text: "payment"}
	numbered = drafts.Key{Kind: drafts.KeyPayment, Text: "payment", Numbered: true}
)

// Letters that share a key are found: sent ones, purged ones, and tries that may have arrived. The time and the amount count only if
// either payment has no order number.
func TestKeys(t *testing.T) {
	payments := map[string][]drafts.Key{"bare": {bare}, "p": {orderP, numbered}, "q": {orderQ, numbered}, "other": about("other")}
	same := map[string]drafts.KeyKind{
		"bare bare": drafts.KeyPayment, "bare p": drafts.KeyPayment, "p bare": drafts.KeyPayment, "p p": drafts.KeyOrder, "p q": "", "p other": "",
		"other other": drafts.KeyOther,
	}
	for pair, want := range same {
		for _, state := range []string{"sent", "purged", "resent", "resent and purged", "begun together"} {
			s := open(t, t.TempDir())
			ctx := t.Context()
			name, other, _ := strings.Cut(pair, " ")
			adopt := func(id string, keys []drafts.Key) {
				l := letter(id)
				l.Keys = keys
				check(t, s.Adopt(ctx, l, message(id, "x"), Frozen{MessageID: id}, false))
			}
			adopt("one0", payments[name])
			adopt("two0", payments[other])
			id := "one0"
			switch state {
			case "begun together":
				begun, err := s.Begin(ctx, []outbox.Order{{ID: "one0"}, {ID: "two0"}})
				check(t, err)
				var before *outbox.AlreadySentError
				if found := errors.As(begun[1].Err, &before); begun[0].Err != nil || found != (want != "") || found && before.Same != want {
					t.Errorf("%s, %s: %+v", pair, state, begun)
				}
				continue
			case "resent", "resent and purged":
				note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown)
				check(t, s.Resolve(ctx, "one0", false))
				l := letter("one0")
				l.Keys = about("something else")
				check(t, s.Put(ctx, l))
			default:
				note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
			}
			if strings.HasSuffix(state, "purged") {
				id = ""
				check(t, s.Remove(ctx, "one0"))
				_, err := s.Purge(ctx)
				check(t, err)
			}
			b, err := s.Before(ctx, payments[other], message("two0", "").To, "", "two0")
			if err != nil || (b != nil) != (want != "") || b != nil && (b.Same != want || b.ID != id) {
				t.Errorf("%s, %s: %+v, %v; want %q", pair, state, b, err, want)
			}
			_, err = begin(ctx, s, outbox.Order{ID: "two0"})
			if (err != nil) != (want != "") {
				t.Errorf("%s, %s: begun with %v", pair, state, err)
			}
			if state == "sent" {
				letters, err := s.About(ctx, payments[other])
				found := slices.ContainsFunc(letters, func(l Letter) bool { return l.ID == "one0" && slices.Contains(l.Keys, payments[name][0]) })
				if err != nil || found != (want != "") {
					t.Errorf("%s: About gives %+v, %v", pair, letters, err)
				}
			}
			wantSound(t, s)
		}
	}
}

// A letter that is changed has its new keys only.
func TestKeysReplaced(t *testing.T) {
	s := open(t, t.TempDir())
	l := letter("one0")
	l.Keys = []drafts.Key{orderP, numbered, numbered, {Kind: drafts.KeyOther}}
	check(t, s.Put(t.Context(), l))
	if l := get(t, s, "one0"); !slices.Equal(l.Keys, []drafts.Key{orderP, numbered}) {
		t.Errorf("got %+v", l.Keys)
	}
	l.Keys = []drafts.Key{bare}
	check(t, s.Put(t.Context(), l))
	if l := get(t, s, "one0"); !slices.Equal(l.Keys, []drafts.Key{bare}) {
		t.Errorf("got %+v", l.Keys)
	}
}

// oldKey returns the key that a letter had in version 4.
func oldKey(f *drafts.Form) string {
	t, values := f.Template(), f.Values()
	parts := []string{t.Kind}
	var orders, all []string
	first := map[field.Type]string{}
	for _, q := range t.Fields {
		v := values[q.Name]
		if v == nil {
			continue
		}
		line := q.Name + "=" + v.Answer()
		all = append(all, line)
		switch {
		case q.OrderNumber():
			orders = append(orders, q.Name+"="+strings.ToUpper(v.Answer()))
		case !q.When.Conditional() && first[q.Type] == "":
			first[q.Type] = line
		}
	}
	if id := values["douyin_id"]; id != nil {
		parts = append(parts, "douyin_id="+id.Answer())
	}
	rest := orders
	if rest == nil {
		rest = slices.DeleteFunc([]string{first[field.Datetime], first[field.Money]}, func(line string) bool { return line == "" })
	}
	if len(rest) == 0 && len(parts) == 1 {
		rest = all
	}
	return strings.Join(append(parts, rest...), "\n")
}

// The letters of version 4 get the keys that they have today, whatever their kind is, with its examples.
func TestSplitKeys(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("..", "..", "examples", "*.yaml"))
	if err != nil || len(paths) < 15 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		for _, without := range []string{"", "order_no", "amount", "douyin_id"} {
			kind, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".yaml"), "-")
			tmpl, _, err := templates.Load(kind, filepath.Join("..", "..", "examples"))
			check(t, err)
			data, err := os.ReadFile(path)
			check(t, err)
			set, err := answers.Parse(path, data)
			check(t, err)
			if slices.ContainsFunc(set, func(a answers.Answer) bool { return a.Records > 0 }) {
				continue // version 4 knew no lists
			}
			set = slices.DeleteFunc(set, func(a answers.Answer) bool { return a.Name == without })
			form := drafts.NewForm(tmpl, field.Reading{Now: monday.In(field.Beijing)})
			_ = form.Fill(set) // files of the examples need not be here
			var given []drafts.Answer
			for _, a := range form.Given() {
				given = append(given, drafts.Answer{Name: a.Name, Text: a.Text})
			}
			old, want := oldKey(form), drafts.Keys(tmpl, form.Values())
			got := splitKey(kind, old, given)
			if got == nil {
				got = about(old)
			}
			for _, k := range want {
				if !slices.ContainsFunc(got, func(g drafts.Key) bool { return g.Text == k.Text && g.Numbered == k.Numbered }) {
					t.Errorf("%s without %q: %+v is missing in %+v", path, without, k, got)
				}
			}
			for _, k := range got {
				if k.Text != old && !slices.Contains(want, k) {
					t.Errorf("%s without %q: %+v is too much, want %+v", path, without, k, want)
				}
			}
		}
	}
}

// version4 makes a store of version 4 with letters of which one was sent, one may have arrived and is to be sent again, one is about a
// case, and one cannot be read.
func version4(t *testing.T, folder string, more int) {
	t.Helper()
	statements, err := os.ReadFile(filepath.Join("testdata", "v4.sql"))
	check(t, err)
	refund := func(number string) (old, content string) {
		r := drafts.Record{Answers: []drafts.Answer{
			{Name: "method", Text: "wechat"},
			{Name: "recharged_at", Text: "2026-11-18 20:15"},
			{Name: "amount", Text: "50.00"},
			{Name: "noticed_at", Text: "2026-11-19"},
			{Name: "douyin_id", Text: "dy_one"},
		}}
		old = "refund\ndouyin_id=dy_one\nrecharged_at=2026-11-18 20:15\namount=50.00"
		if number != "" {
			r.Answers = append(r.Answers, drafts.Answer{Name: "order_no", Text: number})
			old = "refund\ndouyin_id=dy_one\norder_no=" + number
		}
		data, err := json.Marshal(r)
		check(t, err)
		return old, string(data)
	}
	var b strings.Builder
	add := func(id, kind, status, aboutCase, key, content string) {
		fmt.Fprintf(&b, `INSERT INTO letters (id, kind, status, created, changed, moved, again, matter, file, envelope_to, sender, recipients, subject, about)
			VALUES ('%s', '%s', '%s', 1, 1, 1, 0, '%s', 'x.eml', 'a@x' || x'0a', '', 'a@x' || x'0a', '', nullif('%s', ''));
			INSERT INTO contents (number, words, content) VALUES (last_insert_rowid(), '', '%s');`, id, kind, status, key, aboutCase, content)
	}
	old, content := refund("4200")
	add("numbered", "refund", "sent", "", old, content)
	add("again", "refund", "queued", "", old, content)
	fmt.Fprintf(&b, `INSERT INTO attempts (letter, began, committing, ended, status, stage, code, said, recipient, account, matter, recipients)
		VALUES ('again', 1, 1, 1, 'unknown', '', 0, '', '', '', '%s', 'b@x' || x'0a'), ('again', 1, 1, 1, 'unknown', '', 0, '', '', '', 'another', 'b@x' || x'0a');`, old)
	add("spoilt", "refund", "sent", "", old, `{"answers`)
	add("case", "refund", "sent", "numbered", "refund\nnumbered", content)
	old, content = refund("")
	add("bare", "refund", "queued", "", old, content)
	for i := range more {
		old, content = refund(fmt.Sprintf("4300%06d", i))
		add(fmt.Sprintf("more%06d", i), "refund", "sent", "", old, content)
	}
	alter(t, folder, string(statements)+"BEGIN;"+b.String()+"COMMIT;")
}

// Kept letters are keyed anew; what cannot be read keeps its key.
func TestFromVersion4(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	version4(t, folder, 0)
	s := open(t, folder)
	const base = "refund\ndouyin_id=dy_one\n"
	order := drafts.Key{Kind: drafts.KeyOrder, Text: base + "order_no=4200"}
	paid := drafts.Key{Kind: drafts.KeyPayment, Text: base + "recharged_at=2026-11-18 20:15\namount=50.00", Numbered: true}
	bare := paid
	bare.Numbered = false
	for id, want := range map[string][]drafts.Key{
		"numbered": {order, paid}, "again": {order, paid}, "bare": {bare}, "spoilt": {order}, "case": about("refund\nnumbered"),
		"sentsentsentsent": about("matter"),
	} {
		got := get(t, s, id).Keys
		if !slices.Equal(got, want) {
			t.Errorf("%s: %+v, want %+v", id, got, want)
		}
	}
	for name, c := range map[string]struct {
		key  drafts.Key
		to   string
		want string
	}{
		"the number was dropped": {bare, "A@x", "numbered"}, "another number": {paid, "a@x", ""}, "the order": {order, "a@x", "numbered"},
		"a try": {bare, "b@x", "again"}, "the order of a try": {order, "b@x", "again"}, "another try": {about("another")[0], "b@x", "again"},
		"a tombstone": {about("a key")[0], "B@example.com", "purged"}, "a tombstone, and a numbered key": {drafts.Key{Text: "a key", Numbered: true}, "b@example.com", "purged"},
	} {
		b, err := s.Before(t.Context(), []drafts.Key{c.key}, []string{c.to}, "", "")
		got := ""
		if b != nil {
			got = cmp.Or(b.ID, "purged")
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
		}
	}
}

// A migration that dies while it keys letters anew leaves version 4, and the next one makes it whole.
func TestSplitKeysFails(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	version4(t, folder, 1200)
	released := migrations
	defer func() { migrations = released }()
	migrations = slices.Clone(released)
	migrations[len(migrations)-1].then = func(j *job) error {
		return errors.Join(splitKeys(j), errors.New("killed"))
	}
	if _, err := Open(folder, Options{}); err == nil {
		t.Fatal("opened")
	}
	migrations = released
	s := open(t, folder)
	if got := get(t, s, "more001199").Keys; len(got) != 2 || got[0].Kind != drafts.KeyOrder || !got[1].Numbered {
		t.Errorf("got %+v", got)
	}
}

// Eight processes that open a store of version 4 at once migrate it once.
func TestMigrateTogether(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	version4(t, folder, 1200)
	var all []*child
	for range 8 {
		all = append(all, start(t, "open", folder))
	}
	for _, c := range all {
		c.says(t, "ready")
	}
	for _, c := range all {
		check(t, c.stdin.Close())
	}
	for _, c := range all {
		c.says(t, "put")
		c.ends()
	}
	s := open(t, folder)
	keys := 0
	for _, err := range s.KeyStatuses(t.Context()) {
		check(t, err)
		keys++
	}
	if want := 2*1200 + 2 + 2 + 1 + 1 + 1 + 2; keys != want {
		t.Errorf("%d keys, want %d", keys, want)
	}
}
