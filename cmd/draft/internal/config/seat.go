package config

import (
	"os"
	"os/user"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/store"
)

// CheckSeat refuses a DRAFT_SEAT that cannot be the name of a seat.
func (c *Config) CheckSeat() error {
	if _, ok := store.SeatName(c.SeatName); !ok {
		return view.Usage("usage.seat", lang.Args{"Value": c.SeatName}, "")
	}
	return nil
}

// Seat returns the name under which a store at a place records what is done here: DRAFT_SEAT, else that of the settings. Without both, a
// store that several share gets the user and the machine, and a folder gets none. If there is an error, which is that of the settings, the
// name is right all the same.
func (c *Config) Seat(place string) (string, error) {
	if name, _ := store.SeatName(c.SeatName); name != "" {
		return name, nil
	}
	s, err := c.Settings()
	if name, _ := store.SeatName(s.Seat); name != "" || !store.IsServer(place) {
		return name, err
	}
	return machineSeat(), err
}

// machineSeat returns the names of the user and of the machine, as far as the system knows them.
func machineSeat() string {
	var parts []string
	if u, err := user.Current(); err == nil {
		name := u.Username
		parts = append(parts, name[strings.LastIndexByte(name, '\\')+1:]) // without the domain of Windows
	}
	if host, err := os.Hostname(); err == nil {
		host, _, _ = strings.Cut(host, ".")
		parts = append(parts, host)
	}
	return store.ShortSeat(strings.Join(parts, "@"))
}
