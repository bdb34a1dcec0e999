package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// TestServe serves the site without a guard on the port of DRAFT_SITE until it is killed, to look at it.
func TestServe(t *testing.T) {
	addr := os.Getenv("DRAFT_SITE")
	if addr == "" {
		t.Skip("DRAFT_SITE is not set")
	}
	folder := os.Getenv("DRAFT_SITE_DIR")
	s, err := store.Open(folder, store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	dir := func() (string, error) { return folder, nil }
	n := 0
	mailer := NewMailer(MailerOptions{
		Sender: func(a smtp.Account) *smtp.Sender {
			return &smtp.Sender{Account: a, Secret: func(context.Context) (string, error) { return os.Getenv(smtp.SecretVariable), nil }}
		},
		Interrupted: t.Context(), GracePeriod: t.Context(),
	})
	h := NewSite(SiteOptions{
		View: &view.View{Words: lang.New(lang.Choose(os.Getenv("DRAFT_LANG")))}, Store: s, Now: time.Now, NewID: func() string { n++; return fmt.Sprintf("%08d%08d", time.Now().Unix()%100000000, n) },
		Config: &config.Config{SettingsDir: dir, StateDir: dir, DataDir: dir}, Mailer: mailer,
	})
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Fatal(http.Serve(l, h))
}
