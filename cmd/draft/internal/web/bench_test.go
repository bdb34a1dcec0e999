package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/store"
)

// fillStore puts count letters into a store.
func fillStore(b testing.TB, s *store.Store, count int) {
	b.Helper()
	for i := range count {
		l := store.Letter{
			ID: fmt.Sprintf("letter%010d", i), Kind: "refund", Created: time.Now(), Subject: "关于充值退款的申请（充值50.00元）", Words: strings.Repeat("信", 800),
			Content: []byte(`{"answers":[{"name":"douyin_id","text":"dy_example88"}]}`),
		}
		if err := s.Put(context.Background(), l); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAnswer is an answer to a question with the page and the preview that follow, with 1000 letters in the store. p99 is in
// milliseconds; DESIGN asks for 10.
func BenchmarkAnswer(b *testing.B) {
	folder := b.TempDir()
	s, err := store.Open(folder, store.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	fillStore(b, s, 1000)
	dir := func() (string, error) { return folder, nil }
	n := 0
	h := NewSite(SiteOptions{
		View: &view.View{Words: lang.New(lang.Chinese)}, Store: s, Now: time.Now, NewID: func() string { n++; return fmt.Sprintf("unfinished%06d", n) },
		Config: &config.Config{SettingsDir: dir, StateDir: dir, DataDir: dir},
	})
	post := func(path string, form url.Values) string {
		r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusSeeOther {
			b.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		return w.Header().Get("Location")
	}
	form := url.Values{
		"a.method": {"wechat"}, "a.recharged_at": {"2026-11-18 20:15"}, "a.amount": {"50"}, "a.reason": {"mistake"}, "a.douyin_id": {"dy_example88"},
		"a.description": {"当时想给孩子买练习册，点进了直播间的充值页面，付了款才发现充的是抖币。"}, "a.name": {"王芳"}, "a.phone": {"13800138000"},
	}
	path := post("/new/refund", form)
	var times []time.Duration
	revision := 1
	for b.Loop() {
		begin := time.Now()
		form.Set("revision", fmt.Sprint(revision))
		form.Set("a.amount", fmt.Sprintf("%d.%02d", 10+revision%90, revision%100))
		next := post(path, form)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", next, nil))
		if w.Code != http.StatusOK || next != path {
			b.Fatal(w.Code, next)
		}
		revision++
		times = append(times, time.Since(begin))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "median-ms")
}
