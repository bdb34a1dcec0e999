package batch

import (
	"testing"
	"time"
)

func TestMboxrd(t *testing.T) {
	at := time.Date(2026, 11, 8, 10, 0, 0, 0, time.FixedZone("", 8*60*60))
	message := "Subject: x\r\n\r\nFrom here\r\n>From there\r\n Fromage\r\nFrom\r\nend"
	const want = "From a@example.com Sun Nov  8 02:00:00 2026\nSubject: x\n\n>From here\n>>From there\n Fromage\nFrom\nend\n\n"
	if got := string(mboxrd(nil, []byte(message), "a@example.com", at)); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := string(mboxrd(nil, nil, "", at)); got != "From MAILER-DAEMON Sun Nov  8 02:00:00 2026\n\n" {
		t.Errorf("got %q", got)
	}
}
