package batch_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

const sender = "zhangsan@example.com"

func newStore(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func history(t *testing.T, s *store.Store, j *batch.Job) *batch.History {
	t.Helper()
	h, err := batch.LoadHistory(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// queue puts the letters of a table into a store, and returns their results.
func queue(t *testing.T, s *store.Store, j *batch.Job, text string) (*batch.Queue, *batch.Report) {
	t.Helper()
	j.Send, j.RequireAddresses, j.Sender, j.KeepGoing, j.History = true, true, sender, true, history(t, s, j)
	check(t, j, text)
	q := &batch.Queue{Job: j, Store: s, Account: "work", Allowed: map[string]bool{"douyin.com": true}}
	newID := func() string { return fmt.Sprintf("queued%010d", ids.Add(1)) }
	r, err := j.Write(t.Context(), table(t, text), newID, q, func(o batch.Outcome) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return q, r
}

// keep stores the letter of a row with a status.
func keep(t *testing.T, s *store.Store, j *batch.Job, line string, status drafts.Status) store.Letter {
	t.Helper()
	own := newJob(t, header+line)
	own.Sender = sender
	return keepOf(t, s, own, header+line, status)
}

// keepOf stores the letter of the only row of a table with a status.
func keepOf(t *testing.T, s *store.Store, own *batch.Job, text string, status drafts.Status) store.Letter {
	t.Helper()
	own.Send, own.RequireAddresses, own.History = true, true, history(t, s, own)
	id := fmt.Sprintf("kept%012d", ids.Add(1))
	check(t, own, text)
	q := &batch.Queue{Job: own, Store: s, Account: "work", Allowed: map[string]bool{"douyin.com": true}}
	r, err := own.Write(t.Context(), table(t, text), func() string { return id }, q, func(batch.Outcome) error { return nil })
	if err != nil || r.Written != 1 {
		t.Fatalf("%v, %+v", err, r)
	}
	if status != drafts.StatusQueued {
		send(t, s, id, status)
	}
	return get(t, s, id)
}

// twin stores a second letter for the same row. Earlier versions did so if two processes sent one table.
func twin(t *testing.T, s *store.Store, l store.Letter) store.Letter {
	t.Helper()
	m, err := s.Message(t.Context(), l.ID)
	if err != nil {
		t.Fatal(err)
	}
	l.ID = fmt.Sprintf("twin%012d", ids.Add(1))
	if err := s.Adopt(t.Context(), l, m, store.Frozen{MessageID: "<" + l.ID + "@example.com>"}, false); err != nil {
		t.Fatal(err)
	}
	return get(t, s, l.ID)
}

// send begins a stored letter and records its status.
func send(t *testing.T, s *store.Store, id string, status drafts.Status) {
	t.Helper()
	begun, err := s.Begin(t.Context(), []outbox.Order{{ID: id, Account: "work"}})
	if err != nil || begun[0].Err != nil {
		t.Fatal(err, begun)
	}
	entries := []outbox.Entry{{ID: id, Status: drafts.StatusCommitting}}
	if status != drafts.StatusCommitting {
		entries = append(entries, outbox.Entry{ID: id, Status: status})
	}
	for _, e := range entries {
		if err := s.Note(t.Context(), []outbox.Entry{e}); err != nil {
			t.Fatal(err)
		}
	}
}

var ids atomic.Int64 // of the letters of queue and keep

func get(t *testing.T, s *store.Store, id string) store.Letter {
	t.Helper()
	l, err := s.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A row about what was sent, or may have been, gets no letter; whether it says the same decides how it is counted.
func TestDuplicates(t *testing.T) {
	s := newStore(t)
	text := header + fmt.Sprintf(row, 1, 1, 5, 1) + fmt.Sprintf(row, 1, 1, 6, 2) + fmt.Sprintf(row, 1, 1, 5, 3) + fmt.Sprintf(row, 1, 1, 5, 4) + fmt.Sprintf(row, 1, 1, 5, 5)
	j := newJob(t, text)
	keep(t, s, j, fmt.Sprintf(row, 1, 1, 5, 1), drafts.StatusSent)
	keep(t, s, j, fmt.Sprintf(row, 1, 1, 5, 2), drafts.StatusSent) // the amount was another
	keep(t, s, j, fmt.Sprintf(row, 1, 1, 5, 3), drafts.StatusUnknown)
	keep(t, s, j, fmt.Sprintf(row, 1, 1, 5, 4), drafts.StatusCommitting)
	want := batch.Duplicates{Same: 1, Changed: 1, Unknown: 1} // the letter that another process is sending is the letter of its row

	j.Send, j.RequireAddresses, j.Sender, j.History = true, true, sender, history(t, s, j)
	sum, err := j.Check(t.Context(), table(t, text), func(*batch.Entry) error { return nil })
	if err != nil || sum.Duplicates != want || sum.Letters() != 2 || sum.BeyondLimit() != 0 || sum.FirstSent.Line != 2 {
		t.Errorf("%v, %+v", err, sum)
	}
	var notable []int
	for _, r := range sum.Notable {
		notable = append(notable, r.At.Line)
	}
	if !slices.Equal(notable, []int{3, 4}) {
		t.Errorf("notable %v", notable)
	}

	q, r := queue(t, s, j, text)
	if r.Written != 2 || r.Duplicates != want || r.LastRow != 6 || len(q.Items) != 2 || r.Stop != nil {
		t.Errorf("%+v, %d items", r, len(q.Items))
	}

	// Without sending, the rows have letters, and only the keys are compared.
	j.Send, j.History = false, history(t, s, j)
	sum, err = j.Check(t.Context(), table(t, text), func(*batch.Entry) error { return nil })
	if err != nil || sum.Duplicates != (batch.Duplicates{Same: 2, Unknown: 2}) || sum.Letters() != 5 || sum.FirstUnknown.Line != 4 {
		t.Errorf("%v, %+v", err, sum)
	}
}

// Of two letters about the same that wait, the other is left over once one was sent, and only that.
func TestTwinsOfATable(t *testing.T) {
	s := newStore(t)
	var want []string
	for i := range 3 {
		line := fmt.Sprintf(row, i, 1, 5, i)
		first := keep(t, s, nil, line, drafts.StatusQueued)
		second := twin(t, s, first)
		send(t, s, first.ID, []drafts.Status{drafts.StatusSent, drafts.StatusSent, drafts.StatusUnknown}[i])
		if i < 2 {
			want = append(want, second.ID)
		}
	}
	keep(t, s, nil, fmt.Sprintf(row, 9, 1, 5, 9), drafts.StatusQueued)
	var got []string
	for l, err := range s.Leftovers(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, l.ID)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("left over %q, want %q", got, want)
	}
}

// A letter that waits is sent itself if it says what the row says, and is replaced if not.
func TestQueueReplaces(t *testing.T) {
	s := newStore(t)
	text := header + fmt.Sprintf(row, 1, 1, 5, 1) + fmt.Sprintf(row, 1, 1, 6, 2) + fmt.Sprintf(row, 1, 1, 5, 3)
	j := newJob(t, text)
	same := keep(t, s, j, fmt.Sprintf(row, 1, 1, 5, 1), drafts.StatusQueued)
	other := keep(t, s, j, fmt.Sprintf(row, 1, 1, 5, 2), drafts.StatusQueued)
	q, r := queue(t, s, j, text)
	if r.Written != 3 || len(q.Items) != 3 {
		t.Fatalf("%+v", r)
	}
	if q.Items[0].ID != same.ID || q.Items[0].Info.Digest != same.Frozen.Digest {
		t.Errorf("the letter that says the same is %s", q.Items[0].ID)
	}
	if q.Items[1].ID != other.ID || q.Items[1].Info.Digest == other.Frozen.Digest {
		t.Errorf("the letter that says something else is %s", q.Items[1].ID)
	}
	if id := q.Items[2].ID; q.Item(id) != q.Items[2] || q.Item(same.ID) != nil {
		t.Errorf("the last letter is %s", id)
	}
	for _, item := range q.Items {
		if l := get(t, s, item.ID); l.Status != drafts.StatusQueued || l.Frozen.Digest != item.Info.Digest || l.Frozen.Account != "work" {
			t.Errorf("%s is %s, %+v", l.ID, l.Status, l.Frozen)
		}
	}
}

// Which stored letter a row is about, and what becomes of it.
func TestQueueAndStoredLetters(t *testing.T) {
	const short = "抖音号,充值时间,充值方式,充值金额,退款原因,订单号,evidence,from,to\n"
	line := func(order, files, from, to string) string {
		return "dy_one,2026-11-18 20:15,wechat,50,误充值," + order + "," + files + "," + from + "," + to + "\n"
	}
	const order, a, b, to, elsewhere = "4200002345202611181234567890", "a@example.com", "b@example.com", "one@douyin.com", "two@douyin.com"
	first := line(order, "", a, to)
	const again, replaced, fresh, same, changed = "the same letter", "the letter in place of it", "another letter", "none", "none, though it says something else"
	queued, sent := drafts.StatusQueued, drafts.StatusSent
	for name, c := range map[string]struct {
		stored, row string
		status      drafts.Status
		want        string
		account     string // that the stored letter is from if its row does not say; "" is sender
		bytes       string // of the files of the row; "" are those of the stored one
	}{
		"the same":                   {first, first, queued, again, "", ""},
		"another sender":             {first, line(order, "", b, to), queued, replaced, "", ""},
		"another account":            {line(order, "", "", to), line(order, "", "", to), queued, replaced, b, ""},
		"another file":               {line(order, "1.txt", a, to), line(order, "2.txt", a, to), queued, replaced, "", ""},
		"the file was changed":       {line(order, "1.txt", a, to), line(order, "1.txt", a, to), queued, replaced, "", "new"},
		"one recipient more":         {first, line(order, "", a, to+";"+elsewhere), queued, replaced, "", ""},
		"another recipient":          {first, line(order, "", a, elsewhere), queued, fresh, "", ""},
		"refused, another recipient": {first, line(order, "", a, elsewhere), drafts.StatusFailedPerm, replaced, "", ""},
		"for now, another recipient": {first, line(order, "", a, elsewhere), drafts.StatusFailedTemp, fresh, "", ""},
		"sent":                       {first, first, sent, same, "", ""},
		"sent, another account":      {line(order, "", "", to), line(order, "", "", to), sent, same, b, ""},
		"sent, another sender":       {first, line(order, "", b, to), sent, changed, "", ""},
		"sent, the file was changed": {line(order, "1.txt", a, to), line(order, "1.txt", a, to), sent, changed, "", "new"},
		"sent, without its number":   {first, line("", "", a, to), sent, changed, "", ""},
		"sent, a number added":       {line("", "", a, to), first, sent, changed, "", ""},
		"sent, another number":       {first, line(order[:27]+"1", "", a, to), sent, fresh, "", ""},
		"sent, to somebody else":     {first, line(order, "", a, elsewhere), sent, fresh, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			own := newJob(t, short+c.stored)
			own.Sender, own.Evidence = cmp.Or(c.account, sender), evidence(t, "old")
			kept := keepOf(t, s, own, short+c.stored, c.status)
			j := newJob(t, short+c.row)
			j.Evidence = evidence(t, cmp.Or(c.bytes, "old"))
			q, r := queue(t, s, j, short+c.row)
			got := ""
			switch {
			case r.Duplicates == (batch.Duplicates{Same: 1}):
				got = same
			case r.Duplicates == (batch.Duplicates{Changed: 1}):
				got = changed
			case len(q.Items) == 1 && q.Items[0].ID != kept.ID:
				got = fresh
			case len(q.Items) == 1 && q.Items[0].Info.Digest != kept.Frozen.Digest:
				got = replaced
			case len(q.Items) == 1:
				got = again
			}
			if got != c.want || r.Duplicates.Total() != 1-len(q.Items) || r.Written != len(q.Items) {
				t.Errorf("got %s, want %s: %+v", got, c.want, r)
			}
		})
	}
}

// evidence returns a folder with files.
func evidence(t *testing.T, text string) *attach.Folder {
	t.Helper()
	path := t.TempDir()
	for _, name := range []string{"1.txt", "2.txt"} {
		if err := os.WriteFile(filepath.Join(path, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := attach.OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	return folder
}

// Of two letters about a row, the one that was sent counts before the one that may have been.
func TestTheSurestLetterCounts(t *testing.T) {
	for unknown := range 2 {
		s := newStore(t)
		text := header + fmt.Sprintf(row, 1, 1, 5, 1)
		j := newJob(t, text)
		letters := []store.Letter{keep(t, s, j, fmt.Sprintf(row, 1, 1, 5, 1), drafts.StatusQueued)}
		letters = append(letters, twin(t, s, letters[0]))
		send(t, s, letters[unknown].ID, drafts.StatusUnknown)
		second := letters[1-unknown]
		m, err := s.Message(t.Context(), second.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Queue(t.Context(), m, *second.Frozen, true, 0); err != nil { // somebody asked for it all the same
			t.Fatal(err)
		}
		send(t, s, second.ID, drafts.StatusSent)
		if _, r := queue(t, s, j, text); r.Duplicates != (batch.Duplicates{Same: 1}) {
			t.Errorf("letter %d is unknown: %+v", unknown, r.Duplicates)
		}
	}
}

// A letter that waits is replaced by a row about the same orders, or with a number added; one about another order, too, is not.
func TestQueueKeepsOtherOrders(t *testing.T) {
	const header = "抖音号,第一笔订单号,第一笔时间,第二笔订单号,第二笔时间,每笔金额,充值方式,收件人\n"
	const one, two, three = "4200002345202611181234567890", "4200002345202611181234567891", "4200002345202611181234567892"
	line := func(first, second string) string {
		return "dy_one," + first + ",2026-11-18 20:15," + second + ",2026-11-18 20:16,50,wechat,feedback@douyin.com\n"
	}
	for name, c := range map[string]struct {
		first, second string
		replaced      bool
	}{
		"the same orders":    {one, two, true},
		"in the other order": {two, one, true},
		"another order":      {one, three, false},
	} {
		s := newStore(t)
		job := func(text string) *batch.Job {
			j := &batch.Job{Template: load(t, "duplicate"), Now: now}
			columns, faults := batch.Header{Template: j.Template, Roles: roles}.Read(table(t, text).Header())
			if faults != nil {
				t.Fatal(faults)
			}
			j.Columns = columns
			t.Cleanup(func() { _ = j.Close() })
			return j
		}
		text := header + line(one, two)
		q, _ := queue(t, s, job(text), text)
		waits := q.Items[0].ID
		text = header + line(c.first, c.second)
		j := job(text)
		j.Now = now.AddDate(0, 0, 1)
		q, _ = queue(t, s, j, text)
		if len(q.Items) != 1 || (q.Items[0].ID == waits) != c.replaced || get(t, s, waits).Status != drafts.StatusQueued {
			t.Errorf("%s: %d items", name, len(q.Items))
		}
	}
}

// A domain that nobody has confirmed ends the batch: the table is another by now.
func TestQueueRefusesOtherDomains(t *testing.T) {
	text := header + fmt.Sprintf(row, 1, 1, 5, 1)
	j := newJob(t, text)
	check(t, j, text)
	q := &batch.Queue{Job: j, Store: newStore(t), Allowed: map[string]bool{"example.com": true}}
	r, err := j.Write(t.Context(), table(t, text), func() string { return "id" }, q, func(batch.Outcome) error { return nil })
	if err != nil || r.Failed != 1 || len(q.Items) != 0 {
		t.Errorf("%v, %+v", err, r)
	}
}
