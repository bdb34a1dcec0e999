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

// Confidence is the reliability of a fact.
type Confidence string

// Levels of confidence, from best to worst.
const (
	High       Confidence = "high"
	Medium     Confidence = "medium"
	Low        Confidence = "low"
	Unverified Confidence = "unverified"
)

// Sure reports whether a fact may be shown without a mark.
func (c Confidence) Sure() bool { return c == High || c == Medium }

// Channel is one way to reach support. It has either steps or a value.
type Channel struct {
	ID    string
	Title field.Label
	Steps struct{ ZH, EN []string } // a path inside the app, in order
	Value field.Label               // a number or an address
	// ReplyWithin is a range of working days or of hours; empty if it is not known.
	ReplyWithin struct{ Workdays, Hours []int } `yaml:"reply_within"`
	Paste       bool                            // the steps end at the box for the app text
	Note        field.Label
	Seen        string // YYYY-MM or YYYY
	Confidence  Confidence
	Source      string
}

// Warning is one line about a known risk.
type Warning struct {
	ID  string
	Say field.Label
}

// Support is the content of the channels file.
type Support struct {
	Channels []Channel
	Warnings []Warning
}

// OpenSupport reads the channels file once.
var OpenSupport = sync.OnceValues(func() (Support, error) { return readSupport(channelsFile) })

func readSupport(text []byte) (Support, error) {
	var s Support
	if err := yaml.Load(text, &s, yaml.WithKnownFields()); err != nil {
		return Support{}, fmt.Errorf("channels.yaml: %w", err)
	}
	return s, nil
}

// Channel returns the channel with an ID.
func (s Support) Channel(id string) (Channel, bool) {
	for _, c := range s.Channels {
		if c.ID == id {
			return c, true
		}
	}
	return Channel{}, false
}
