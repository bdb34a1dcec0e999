package field

import (
	"regexp"
	"strings"
	"sync"
)

// FindIn returns the answer to a question that stands in a text about something else: a mobile number, an address, or a number or an ID
// behind one of the names of the question, such as 抖音号：dy_example88. It returns nil if the text has none, or several.
func (s Spec) FindIn(text string, names ...string) Value {
	var found Value
	for _, candidate := range s.candidates(fold(text), names) {
		v, err := s.Parse(candidate, Reading{})
		switch {
		case err != nil || len(s.Doubts(v)) > 0:
		case found != nil && found.Answer() != v.Answer():
			return nil
		default:
			found = v
		}
	}
	return found
}

// candidates returns the parts of a folded text that may be an answer.
func (s Spec) candidates(text string, names []string) []string {
	switch {
	case s.Type == Phone:
		return mobiles().FindAllString(text, -1)
	case s.Type == Email:
		return addresses().FindAllString(text, -1)
	case s.Type != Number && len(s.Shape) == 0:
		return nil
	}
	name := strings.ReplaceAll(regexp.QuoteMeta(strings.Join(names, "\n")), "\n", "|")
	var all []string
	behind := regexp.MustCompile(`(?i)(?:` + name + `)[是为:\s"“「]*([0-9a-z_.-]*[0-9a-z_])`)
	for _, match := range behind.FindAllStringSubmatch(text, -1) {
		all = append(all, match[1])
	}
	return all
}

var (
	mobiles = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\b(?:86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}\b`)
	})
	addresses = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`[0-9A-Za-z._%+-]+@[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)+`)
	})
)
