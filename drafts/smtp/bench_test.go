package smtp_test

import (
	"strings"
	"testing"
	"time"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// BenchmarkSend sends messages of 10 KB over one connection, alone or with the envelope of the next.
func BenchmarkSend(b *testing.B) {
	for _, c := range []struct {
		name      string
		tls       smtp.Security
		grouped   bool
		roundTrip time.Duration
	}{
		{"alone", smtp.Clear, false, 0},
		{"grouped", smtp.Clear, true, 0},
		{"alone in TLS", smtp.Implicit, false, 0},
		{"grouped in TLS", smtp.Implicit, true, 0},
		{"alone from 20 ms away", smtp.Clear, false, 20 * time.Millisecond},
		{"grouped from 20 ms away", smtp.Clear, true, 20 * time.Millisecond},
	} {
		b.Run(c.name, func(b *testing.B) {
			config := smtptest.Config{Discard: true}
			if c.tls == smtp.Implicit {
				config.Security = smtptest.Implicit
			}
			s := senderTo(b, smtptest.Start(b, config), c.tls)
			if c.roundTrip > 0 {
				s.Account.Port = smtptest.Delay(b, s.Account.Host, s.Account.Port, c.roundTrip)
			}
			sendAll(b, s, c.grouped)
		})
	}
}

func sendAll(b *testing.B, s *smtp.Sender, grouped bool) {
	b.Helper()
	c := connect(b, s)
	defer c.Quit()
	m := message("Message-ID: <1@example.com>", "", strings.Repeat(strings.Repeat("x", 76)+"\r\n", 130))
	var next *outbox.Message
	if grouped {
		next = &m
	}
	b.SetBytes(int64(len(m.Wire)))
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Data(b.Context(), m); err != nil {
			b.Fatal(err)
		}
		if _, err := c.EndData(b.Context(), next); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
