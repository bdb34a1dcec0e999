package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"draft/drafts"
	"draft/drafts/disk"
)

// split is the reverse of lines, except for characters that no address and no name has.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{"", "a", "a\nb", "\n", "\n\n", "a\x00b|c", "\xff|\xfe", "|", "a|", "\u2028|\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list := strings.Split(text, "|")
		got := split(lines(list))
		if !slices.Equal(got, split(lines(got))) {
			t.Errorf("%q is %q, then %q", list, got, split(lines(got)))
		}
		if utf8.ValidString(text) && !strings.Contains(text, "\n") {
			want := slices.DeleteFunc(list, func(s string) bool { return s == "" })
			if !slices.Equal(got, want) && len(got)+len(want) > 0 {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}

// Any letter is found, listed and exported, and any prefix finds the IDs that it begins.
func FuzzLetter(f *testing.F) {
	f.Add("one0", "subject", "words", `{"a":1}`, "on")
	f.Add("a-1", "\x00%_'\"", "\xff", `[1e999]`, "%")
	f.Add("", "", "", "", "")
	f.Fuzz(func(t *testing.T, id, subject, words, content, prefix string) {
		s := open(t, t.TempDir())
		check(t, s.Put(t.Context(), letter("base")))
		l := Letter{ID: id, Subject: subject, Words: words, Keys: about(words), Content: []byte(content)}
		err := s.Put(t.Context(), l)
		var invalid *InvalidError
		if errors.As(err, &invalid) {
			return
		}
		check(t, err)
		got := get(t, s, id)
		if utf8.ValidString(subject) && got.Subject != asKept(subject) || utf8.ValidString(words) && got.Words != asKept(words) ||
			string(got.Content) != asKept(content) {
			t.Errorf("got %+v of %+v", got, l)
		}
		if subject != "" && utf8.ValidString(subject) && !slices.Contains(ids(t, s, Filter{Words: []string{subject}}), id) {
			t.Errorf("not found by %q", subject)
		}
		found, err := s.Get(t.Context(), prefix)
		var none *NotFoundError
		var several *AmbiguousError
		switch {
		case err == nil:
			if !strings.HasPrefix(found.ID, strings.ToLower(prefix)) || prefix == "" {
				t.Errorf("%q finds %s", prefix, found.ID)
			}
		case !errors.As(err, &none) && !errors.As(err, &several):
			t.Error(err)
		}
		var b bytes.Buffer
		check(t, s.Export(t.Context(), &b))
		for line := range bytes.Lines(b.Bytes()) {
			if !json.Valid(line) || !bytes.HasSuffix(line, []byte("\n")) {
				t.Errorf("line %q", line)
			}
		}
	})
}

// parseLog returns the entries of the good lines before the first bad one, whatever the bytes of a log are.
func FuzzLedger(f *testing.F) {
	folder := f.TempDir()
	l, err := createLog(disk.OS{}, filepath.Join(folder, "a.log"))
	check(f, err)
	check(f, l.write([]logEntry{{ID: "one0", Began: 1, At: 2, Status: drafts.StatusCommitting}, {ID: "two0", Began: 1, At: 2, Status: drafts.StatusSent, Code: 250}}))
	check(f, l.write([]logEntry{{ID: "one0", Began: 1, At: 3, Status: drafts.StatusSent, Said: "\n\x00"}}))
	good, err := os.ReadFile(filepath.Join(folder, "a.log"))
	check(f, err)
	f.Add(good)
	f.Add(good[:len(good)/3])
	f.Add([]byte("00000000 \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		last, err := parseLog(bytes.NewReader(text))
		check(t, err)
		again, err := parseLog(bytes.NewReader(append(bytes.Clone(text), "\x00\x00\n"...)))
		check(t, err)
		if !reflect.DeepEqual(last, again) && bytes.HasSuffix(text, []byte("\n")) {
			t.Errorf("%q gives %v, and with an empty rest %v", text, last, again)
		}
	})
}
