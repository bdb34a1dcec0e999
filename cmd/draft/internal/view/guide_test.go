package view

import (
	"strings"
	"testing"

	"draft/templates"
)

// Every built-in kind has a guide in both languages, with all its ways to reach support and what to have at hand.
func TestGuide(t *testing.T) {
	form := refund(t)
	for _, v := range []*View{english(), chinese()} {
		o, err := v.Guide(form, now)
		if err != nil {
			t.Fatal(err)
		}
		if o.Kind != "refund" || o.Title != v.Label(form.Template().Title) || len(o.Channels) != len(form.Template().Channels) || o.Steps == "" || len(o.Have) == 0 || len(o.Warnings) == 0 {
			t.Errorf("%+v", o)
		}
		text := v.GuideText(o)
		for _, c := range o.Channels {
			if !strings.Contains(text, c.Title) || !strings.Contains(text, strings.Join(c.Steps, "\n   → ")) {
				t.Errorf("no %q in\n%s", c.Title, text)
			}
		}
		if strings.Contains(text, "guide.") || strings.Contains(text, "<no value>") {
			t.Error(text)
		}
	}
	en, _ := english().Guide(form, now)
	zh, _ := chinese().Guide(form, now)
	if en.Steps == zh.Steps || en.Channels[0].Title == zh.Channels[0].Title {
		t.Error("the guide is the same in both languages")
	}
}

// With answers a guide names the channels of this letter, in its order.
func TestGuideToALetter(t *testing.T) {
	form := refund(t, "method", "app_store")
	o, err := english().Guide(form, now)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range o.Channels {
		ids = append(ids, c.ID)
	}
	if got, want := strings.Join(ids, " "), strings.Join(form.Channels(), " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSupportGuide(t *testing.T) {
	all, err := SupportGuide(english(), nil)
	if err != nil {
		t.Fatal(err)
	}
	support, err := templates.OpenSupport()
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Channels) != len(support.Channels) || len(all.Warnings) != len(support.Warnings) {
		t.Errorf("%d channels, %d warnings", len(all.Channels), len(all.Warnings))
	}
	some, err := SupportGuide(english(), []string{all.Channels[1].ID, "nowhere", all.Channels[0].ID})
	if err != nil || len(some.Channels) != 2 || some.Channels[0].ID != all.Channels[1].ID {
		t.Errorf("%+v, %v", some.Channels, err)
	}
	if none, err := SupportGuide(english(), []string{}); err != nil || none.Channels == nil || len(none.Channels) > 0 {
		t.Errorf("no ids: %+v, %v", none.Channels, err)
	}
	// What nobody has verified is marked, so that people do not rely on it.
	text := english().GuideText(GuideObject{Channels: []ChannelObject{{Title: "Rumour", Value: "123", Confidence: "unverified"}, {Title: "Phone", Confidence: string(sure(t))}}})
	if !strings.Contains(text, "1. "+english().Text("guide.unverified", map[string]any{"Title": "Rumour: 123"})) || !strings.Contains(text, "2. Phone\n") {
		t.Error(text)
	}
}

// sure returns a confidence that needs no mark.
func sure(t *testing.T) templates.Confidence {
	t.Helper()
	support, err := templates.OpenSupport()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range support.Channels {
		if c.Confidence.Sure() {
			return c.Confidence
		}
	}
	t.Fatal("no channel is sure")
	return ""
}

func TestFormatRange(t *testing.T) {
	for want, ends := range map[string][]int{"3–15": {3, 15}, "7": {7}, "5": {5, 5}} {
		if got := formatRange(ends); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
