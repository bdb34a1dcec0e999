package templates

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"draft/drafts/field"
)

// promise matches promises of what only support can decide, but not their negation, such as 不保证.
var promise = regexp.MustCompile(`(^|[^不无未])(保证退|保证能|承诺退|包退|必退|一定(能|会|可以)?退|肯定(能|会|可以)?退|百分之?百|100%)|(?i:guarantee|will be refunded|certain to|you will get)`)

func TestPromise(t *testing.T) {
	for text, want := range map[string]bool{
		"保证退款": true, "一定退": true, "一定能退款": true, "承诺退款": true, "全额包退": true, "100%到账": true, "Guaranteed.": true,
		"不保证退款": false, "一般不退": false, "有些订单可以直接退": false, "能否退由客服决定": false,
	} {
		if promise.MatchString(text) != want {
			t.Errorf("%q is a promise: %t", text, !want)
		}
	}
}

// bilingual returns the texts of the channels file in both languages, by their places.
func bilingual(s Support) map[string]field.Label {
	texts := map[string]field.Label{}
	for _, c := range s.Channels {
		texts[c.ID+".title"] = c.Title
		texts[c.ID+".note"] = c.Note
		if c.Value != (field.Label{}) {
			texts[c.ID+".value"] = c.Value
		}
		for i := range min(len(c.Steps.ZH), len(c.Steps.EN)) {
			texts[c.ID+".step"+string(rune('1'+i))] = field.Label{ZH: c.Steps.ZH[i], EN: c.Steps.EN[i]}
		}
	}
	for _, w := range s.Warnings {
		texts[w.ID+".say"] = w.Say
	}
	return texts
}

func TestChannels(t *testing.T) {
	support, err := OpenSupport()
	if err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := regexp.MustCompile(`^20[12][0-9](-(0[1-9]|1[0-2]))?$`)
	ids := map[string]bool{}
	for _, c := range support.Channels {
		if !id.MatchString(c.ID) || ids[c.ID] {
			t.Errorf("the id %q is malformed or stands twice", c.ID)
		}
		ids[c.ID] = true
		if len(c.Steps.ZH) != len(c.Steps.EN) {
			t.Errorf("%s has %d steps in Chinese, %d in English", c.ID, len(c.Steps.ZH), len(c.Steps.EN))
		}
		if (len(c.Steps.ZH) > 0) == (c.Value != field.Label{}) {
			t.Errorf("%s has both steps and a value, or neither", c.ID)
		}
		if !seen.MatchString(c.Seen) {
			t.Errorf("%s was seen %q", c.ID, c.Seen)
		}
		if !slices.Contains([]Confidence{High, Medium, Low, Unverified}, c.Confidence) {
			t.Errorf("%s has the confidence %q", c.ID, c.Confidence)
		}
		if strings.TrimSpace(c.Source) == "" {
			t.Errorf("%s names no source", c.ID)
		}
		for _, days := range [][]int{c.ReplyWithin.Workdays, c.ReplyWithin.Hours} {
			if days != nil && (len(days) != 2 || days[0] < 1 || days[0] > days[1]) {
				t.Errorf("%s answers within %d", c.ID, days)
			}
		}
	}
	for _, w := range support.Warnings {
		if !id.MatchString(w.ID) || ids[w.ID] {
			t.Errorf("the warning %q is malformed or stands twice", w.ID)
		}
	}
	for place, text := range bilingual(support) {
		for _, words := range []string{text.ZH, text.EN} {
			if strings.TrimSpace(words) == "" || promise.MatchString(words) || strings.Contains(words, "\n") {
				t.Errorf("%s says %q", place, words)
			}
		}
	}
	for _, kind := range AllBuiltin() {
		k, _, err := Load(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range k.Channels {
			if _, ok := support.Channel(c.ID); !ok {
				t.Errorf("%s names the channel %q, which is not there", kind, c.ID)
			}
		}
	}
}

// TestSure: a fact below medium is shown as unverified.
func TestSure(t *testing.T) {
	for confidence, want := range map[Confidence]bool{High: true, Medium: true, Low: false, Unverified: false, "": false} {
		if confidence.Sure() != want {
			t.Errorf("%q is sure: %t", confidence, !want)
		}
	}
}

// TestChannelsFile: an unknown key in the channels file is an error.
func TestChannelsFile(t *testing.T) {
	text, err := os.ReadFile("channels.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{strings.Replace(string(text), "    seen:", "    sen:", 1), string(text) + "\nchannels: []\n"} {
		if _, err := readSupport([]byte(bad)); err == nil {
			t.Error("a channels file with a wrong key was read")
		}
	}
}
