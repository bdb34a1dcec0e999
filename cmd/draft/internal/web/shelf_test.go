package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// The shelf keeps the latest few contents of a total size, for an hour, each under an ID of its own.
func TestShelf(t *testing.T) {
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	s := &shelf{now: func() time.Time { return now }}
	has := func(id string) bool { _, ok := s.get(id); return ok }
	first := s.put("a", 1)
	if content, ok := s.get(first); !ok || content != "a" || has("") || has(strings.ToLower(first)) {
		t.Errorf("%v, %v", content, ok)
	}
	for range shelfEntries - 1 {
		s.put("b", 1)
	}
	if !has(first) {
		t.Error("it keeps fewer than it may")
	}
	last := s.put("c", 1)
	if has(first) || !has(last) || len(s.entries) != shelfEntries {
		t.Errorf("%d entries", len(s.entries))
	}
	huge := s.put("d", shelfSize)
	if !has(huge) || has(last) {
		t.Error("the size is not limited")
	}
	s.drop(huge)
	if has(huge) {
		t.Error("it was dropped")
	}
	old := s.put("e", 1)
	now = now.Add(shelfAge + time.Second)
	if has(old) || len(s.entries) > 0 {
		t.Error("it keeps what is old")
	}
}

func TestUploadName(t *testing.T) {
	for sent, want := range map[string]string{
		"bill.csv":                "bill.csv",
		`C:\Users\zhang\bill.csv`: "bill.csv",
		"../../etc/passwd":        "passwd",
		"a\u202eb\nc<b>.csv":      "a_b_c_b_.csv",
		strings.Repeat("账", 200):  strings.Repeat("账", 66),
	} {
		if got := uploadName(sent); got != want {
			t.Errorf("%q is %q, want %q", sent, got, want)
		}
	}
}

// Uploads are limited in size, in total and in number, and what is above is read to its end, so that the browser shows why.
func TestReadUploads(t *testing.T) {
	words := &view.View{Words: lang.New(lang.English)}
	limits := uploadLimits{number: 2, size: 10, total: 15}
	for name, c := range map[string]struct {
		sizes []int
		want  string
	}{
		"as many as fit":         {[]int{10, 5}, ""},
		"one byte more":          {[]int{11}, "cannot read 0.csv: the file is too large"},
		"one byte more in total": {[]int{10, 6}, "cannot read 1.csv: the file is too large"},
		"a third one":            {[]int{1, 1, 1}, "choose at most 2 files"},
		"none":                   {nil, "no file is chosen"},
		"a huge one, then more":  {[]int{maxUpload, 1 << 20}, "cannot read 0.csv"},
	} {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		_ = form.WriteField("other", "text")
		for i, size := range c.sizes {
			part, _ := form.CreateFormFile("file", string(rune('0'+i))+".csv")
			_, _ = part.Write(bytes.Repeat([]byte("a"), size))
		}
		_ = form.Close()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/bill", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		limitBody(httptest.NewRecorder(), r)
		all, err := readUploads(r, limits)
		if body.Len() > 0 {
			t.Errorf("%s: %d bytes are not read", name, body.Len())
		}
		if c.want == "" {
			if err != nil || len(all) != len(c.sizes) || len(all[0].content) != c.sizes[0] {
				t.Errorf("%s: %v, %d files", name, err, len(all))
			}
			continue
		}
		if err == nil || len(all) > 0 {
			t.Errorf("%s: %d files, %v", name, len(all), err)
			continue
		}
		if said := strings.ToLower(strings.Join(words.Lines(err), "\n")); !strings.Contains(said, c.want) {
			t.Errorf("%s: %s", name, said)
		}
	}
	cut := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader("--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nabc"))
	cut.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	if all, err := readUploads(cut, limits); err == nil {
		t.Errorf("half a file is %v", all)
	}
}
