package smtp

import (
	_ "embed" // for replies.yaml
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"

	"draft/drafts/outbox"
)

//go:embed replies.yaml
var repliesText []byte

// meaning is a row of replies.yaml, which explains the fields.
type meaning struct {
	Has        []string
	Enhanced   []string
	Codes      []int
	Stages     []outbox.Stage
	Cause      Cause
	Run        string
	Wait       time.Duration
	Lasts      *bool
	Confidence string
	Source     string
}

// meanings returns the rows of replies.yaml in their order: those of words, then those of codes. It panics if the file is
// invalid, because it is part of the program.
var meanings = sync.OnceValue(func() []meaning {
	var file struct{ Words, Codes []meaning }
	if err := yaml.Load(repliesText, &file, yaml.WithKnownFields()); err != nil {
		panic(fmt.Errorf("replies.yaml: %w", err))
	}
	return append(file.Words, file.Codes...)
})

// effects are the words of the field run.
var effects = map[string]outbox.Effect{
	"": "", "on": outbox.EffectNone, "sender": outbox.EffectSender, "reconnect": outbox.EffectReconnect, "pause": outbox.EffectPause, "stop": outbox.EffectStop,
}

// advice returns what the row says about other letters and other tries.
func (m *meaning) advice() outbox.Advice {
	a := outbox.Advice{Effect: effects[m.Run], Wait: m.Wait}
	switch {
	case m.Lasts == nil:
	case *m.Lasts:
		a.Duration = outbox.Lasting
	default:
		a.Duration = outbox.Passing
	}
	return a
}

// find returns the first row that has a reply.
func find(stage outbox.Stage, r outbox.Reply) (meaning, bool) {
	words, enhanced := normalize(r.Text)
	for _, m := range meanings() {
		if m.matches(stage, r.Code, words, enhanced) {
			return m, true
		}
	}
	return meaning{}, false
}

func (m *meaning) matches(stage outbox.Stage, code int, words string, enhanced []string) bool {
	if len(m.Stages) > 0 && !slices.Contains(m.Stages, stage) {
		return false
	}
	if len(m.Codes) > 0 && !slices.Contains(m.Codes, code) && !slices.Contains(m.Codes, code/100) {
		return false
	}
	if len(m.Has)+len(m.Enhanced) == 0 {
		return true
	}
	return slices.ContainsFunc(m.Has, func(w string) bool { return strings.Contains(words, w) }) ||
		slices.ContainsFunc(m.Enhanced, func(e string) bool { return slices.Contains(enhanced, e) })
}

// enhancedCode matches an enhanced status code (RFC 3463) at the beginning of a line.
var enhancedCode = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|$)`)
})

// normalize returns the words of a reply in one line of small letters without double quotes, and the enhanced status codes
// that its lines begin with.
func normalize(text string) (words string, enhanced []string) {
	var all []string
	for line := range strings.SplitSeq(strings.ToLower(text), "\n") {
		line = strings.TrimSpace(line)
		if found := enhancedCode().FindStringSubmatch(line); found != nil {
			enhanced = append(enhanced, found[1])
			line = line[len(found[1]):]
		}
		all = append(all, strings.Fields(unquote.Replace(line))...)
	}
	return strings.Join(all, " "), enhanced
}

var unquote = strings.NewReplacer(`"`, "", "\u201c", "", "\u201d", "")
