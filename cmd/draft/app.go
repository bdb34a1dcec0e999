package main

import (
	"context"
	"crypto/rand"
	"os"
	"sync"
	"time"

	"github.com/inconshreveable/mousetrap"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// app is the dependencies of every command. Tests pass their own.
type app struct {
	term    *term.Terminal
	view    *view.View
	config  *config.Config
	now     func() time.Time
	newID   func() string
	network network
	sleep   func(context.Context, time.Duration) error // returns the error of the context if that ends before
	clicked func() bool                                // reports whether a double click in the Explorer of Windows started the program

	helpErr error        // of printing the help
	opened  *store.Store // nil until store is called
	// listsUnknown is set by a command that lists the letters with status unknown itself.
	listsUnknown bool
	// onlyReads is set by a command that can do its work in a store that cannot be written.
	onlyReads bool
	// tellsForgotten is set by a command that itself tells of letters that the database has forgotten.
	tellsForgotten bool
	// onCommitting is called, unless it is nil, when the end of a letter is about to be sent.
	onCommitting func(id string)
}

// system returns the app of this process.
func system() *app {
	var ids idMaker
	return &app{
		term: term.System(environment()), view: &view.View{}, config: config.System(),
		now: time.Now, newID: func() string { return ids.next(time.Now()) }, sleep: outbox.Sleep, clicked: mousetrap.StartedByExplorer,
	}
}

// environment returns a lookup of environment variables. It removes the secret from the environment, because the editors,
// pagers and viewers that draft starts must not have it.
func environment() func(string) string {
	secret := os.Getenv(smtp.SecretVariable)
	_ = os.Unsetenv(smtp.SecretVariable)
	return func(name string) string {
		if name == smtp.SecretVariable {
			return secret
		}
		return os.Getenv(name)
	}
}

// epoch is the zero of the time in an ID.
var epoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// idMaker makes IDs of 16 characters that sort by time: 8 for the time in steps of two milliseconds, enough until 2093, and
// 8 random ones. It uses each step once, ahead of the clock if it must, because the first 8 characters are the short ID of
// a letter. Two processes may use the same step; the store then gives the later letter a longer short ID. The ID is also in
// the Message-ID of the letter. It contains nothing about this machine.
type idMaker struct {
	mutex sync.Mutex
	step  uint64 // the next unused one
}

// next returns a new ID for the time now.
func (m *idMaker) next(now time.Time) string {
	const digits = "0123456789abcdefghjkmnpqrstvwxyz" // 32 characters in ASCII order, without those that look alike
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	m.mutex.Lock()
	defer m.mutex.Unlock()
	step := max(uint64(max(0, now.Sub(epoch).Milliseconds()/2)), m.step)
	m.step = step + 1
	id := make([]byte, 16)
	for i := range 8 {
		id[7-i] = digits[step>>(5*i)&31]
		id[8+i] = digits[random[i]&31]
	}
	return string(id)
}
