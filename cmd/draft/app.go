package main

import (
	"crypto/rand"
	"os"
	"sync"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// app is what every command needs from the world. Tests hand in their own.
type app struct {
	term    *term.Terminal
	view    *view.View
	config  *config.Config
	now     func() time.Time
	newID   func() string
	network network

	helpErr error        // of printing help
	opened  *store.Store // the kept letters, once somebody wants them
	// showsUnknown tells that the command itself lists the letters of which nobody knows whether they arrived.
	showsUnknown bool
	// committed is told that the end of a letter is about to be sent; nil tells nobody.
	committed func(id string)
}

// system is the real world.
func system() *app {
	var ids idMaker
	return &app{
		term: term.System(environment()), view: &view.View{}, config: config.System(),
		now: time.Now, newID: func() string { return ids.next(time.Now()) },
	}
}

// environment gives the variables, and takes the secret out of what the programs that are started get: an editor, a pager
// and a viewer have no use for it.
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

// epoch is when the time in an ID begins.
var epoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// idMaker makes IDs of 16 characters that sort by time: 8 of the time, in steps of two milliseconds, which last until
// 2093, and 8 that are random. It uses each step once, and runs ahead of the clock if it must, because the first 8
// characters are the short ID of a letter. Two processes may use the same step: the store then gives the later letter a
// longer short ID. An ID also names the message of the letter. It says nothing about this machine.
type idMaker struct {
	mutex sync.Mutex
	step  uint64 // the next one that is free
}

func (m *idMaker) next(now time.Time) string {
	const digits = "0123456789abcdefghjkmnpqrstvwxyz" // 32 in order, without those that look like others
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
