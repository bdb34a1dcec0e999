package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/store"
)

// Fifty tabs of one browser begin a letter each, at once. Each is saved, and no other request sees half of one.
func TestFiftyLetters(t *testing.T) {
	folder := t.TempDir()
	s, err := store.Open(folder, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // the test is over
	dir := func() (string, error) { return folder, nil }
	var ids atomic.Int64
	r := start(t, NewSite(SiteOptions{
		View: &view.View{Words: lang.New(lang.English)}, Store: s, Now: time.Now, NewID: func() string { return fmt.Sprintf("%08dabcdefgh", ids.Add(1)) },
		Config: &config.Config{SettingsDir: dir, StateDir: dir, DataDir: dir},
	}).ServeHTTP, nil)
	b := r.opened()
	var tabs sync.WaitGroup
	for i := range 50 {
		tabs.Go(func() {
			form := url.Values{answerPrefix + "douyin_id": {fmt.Sprintf("dy_example%02d", i)}}
			code, header, body := r.do(b, http.MethodPost, r.page("/new/closure"), strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
			if code != http.StatusSeeOther {
				t.Errorf("%d: %s", code, body)
				return
			}
			for _, path := range []string{header.Get("Location"), "/"} {
				if code, _, body := r.get(b, r.page(path)); code != http.StatusOK || path != "/" && !strings.Contains(body, fmt.Sprintf("dy_example%02d", i)) {
					t.Errorf("%s: %d", path, code)
				}
			}
		})
	}
	tabs.Wait()
	saved, err := s.ListUnfinished(t.Context(), "")
	if err != nil || len(saved) != 50 {
		t.Errorf("%d letters, %v", len(saved), err)
	}
}
