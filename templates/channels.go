package templates

import (
	_ "embed"
	"fmt"
	"sync"

	"go.yaml.in/yaml/v4"

	"draft/drafts/field"
)

//go:embed channels.yaml
var channelsFile []byte

// Confidence says how sure a fact is.
type Confidence string

// Confidence from best to worst.
const (
	High       Confidence = "high"
	Medium     Confidence = "medium"
	Low        Confidence = "low"
	Unverified Confidence = "unverified"
)

// Sure tells whether a fact may be shown without a mark.
func (c Confidence) Sure() bool { return c == High || c == Medium }

// Channel is one way to reach support. It has steps or a value, not both.
type Channel struct {
	ID    string
	Title field.Label
	Steps struct{ ZH, EN []string } // a path inside the app, in order
	Value field.Label               // a number or an address
	// ReplyWithin is a range of working days or of hours; empty where nobody says.
	ReplyWithin struct{ Workdays, Hours []int } `yaml:"reply_within"`
	Paste       bool                            // it ends at the box that the app text goes into
	Note        field.Label
	Seen        string // YYYY-MM or YYYY
	Confidence  Confidence
	Source      string
}

// Warning is one line against a known trap.
type Warning struct {
	ID  string
	Say field.Label
}

// Support is what is known of reaching support.
type Support struct {
	Channels []Channel
	Warnings []Warning
}

// OpenSupport reads the channels file, once.
var OpenSupport = sync.OnceValues(func() (Support, error) { return readSupport(channelsFile) })

func readSupport(text []byte) (Support, error) {
	var s Support
	if err := yaml.Load(text, &s, yaml.WithKnownFields()); err != nil {
		return Support{}, fmt.Errorf("channels.yaml: %w", err)
	}
	return s, nil
}

// Channel gives the channel with this id.
func (s Support) Channel(id string) (Channel, bool) {
	for _, c := range s.Channels {
		if c.ID == id {
			return c, true
		}
	}
	return Channel{}, false
}
