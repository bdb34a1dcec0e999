package smtp

import (
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts/outbox"
)

// TestRepliesAreValid checks the rows of replies.yaml, each by itself.
func TestRepliesAreValid(t *testing.T) {
	stages := []outbox.Stage{
		outbox.StageConnect, outbox.StageGreeting, outbox.StageHello, outbox.StageTLS, outbox.StageAuth, outbox.StageMail, outbox.StageRecipient,
		outbox.StageData, outbox.StageBody, outbox.StageDot,
	}
	digits := false
	for _, m := range meanings() {
		row := m.name()
		if len(m.Has)+len(m.Enhanced) == 0 {
			digits = true
		} else if digits {
			t.Errorf("%s: words behind digits", row)
		}
		if digits && len(m.Codes) == 0 {
			t.Errorf("%s: has every reply", row)
		}
		if m.Cause == CauseUnknown || !slices.Contains(Causes(), m.Cause) {
			t.Errorf("%s: unknown cause %q", row, m.Cause)
		}
		if _, known := effects[m.Run]; !known || (m.Run == "pause") != (m.Wait > 0 && m.Wait < time.Hour && m.Run != "on") {
			t.Errorf("%s: run %q, wait %v", row, m.Run, m.Wait)
		}
		if m.Wait > 0 && (m.Lasts == nil || *m.Lasts) {
			t.Errorf("%s: a wait of %v for what lasts", row, m.Wait)
		}
		if !slices.Contains([]string{"high", "medium"}, m.Confidence) || m.Source == "" {
			t.Errorf("%s: confidence %q, source %q", row, m.Confidence, m.Source)
		}
		for _, stage := range m.Stages {
			if !slices.Contains(stages, stage) {
				t.Errorf("%s: unknown stage %q", row, stage)
			}
		}
		for i, text := range m.Has {
			if words, enhanced := normalize(text); words != text || enhanced != nil {
				t.Errorf("%s: %q can never be found", row, text)
			}
			for j, other := range m.Has {
				if i != j && strings.Contains(text, other) {
					t.Errorf("%s: %q is of no use beside %q", row, text, other)
				}
			}
		}
		for _, code := range m.Enhanced {
			if _, enhanced := normalize(code + " x"); !slices.Equal(enhanced, []string{code}) {
				t.Errorf("%s: %q can never be found", row, code)
			}
		}
	}
}

func (m *meaning) name() string {
	return strings.Join(slices.Concat(m.Has, m.Enhanced, []string{string(m.Cause)}), ", ")
}

// TestRepliesAreReached checks that no text of a row stands behind a row that has all of its replies.
func TestRepliesAreReached(t *testing.T) {
	all := meanings()
	for i, m := range all {
		for _, before := range all[:i] {
			if !covers(before.Stages, m.Stages, func(a, b outbox.Stage) bool { return a == b }) ||
				!covers(before.Codes, m.Codes, func(a, b int) bool { return a == b || a == b/100 }) {
				continue
			}
			if len(before.Has)+len(before.Enhanced) == 0 {
				t.Errorf("%s stands behind %s", m.name(), before.name())
			}
			for _, text := range m.Has {
				if slices.ContainsFunc(before.Has, func(w string) bool { return strings.Contains(text, w) }) {
					t.Errorf("%q of %s stands behind %s", text, m.name(), before.name())
				}
			}
			for _, code := range m.Enhanced {
				if slices.Contains(before.Enhanced, code) {
					t.Errorf("%s of %s stands behind %s", code, m.name(), before.name())
				}
			}
		}
	}
}

// covers reports whether a list, in which nothing is everything, has all of another.
func covers[T any](list, other []T, has func(a, b T) bool) bool {
	if len(list) == 0 {
		return true
	}
	return len(other) > 0 && !slices.ContainsFunc(other, func(b T) bool {
		return !slices.ContainsFunc(list, func(a T) bool { return has(a, b) })
	})
}

// TestKnownReplies has what the lists of providers say that a reply means, whatever its digits are.
func TestKnownReplies(t *testing.T) {
	const (
		passing, lasting = outbox.Passing, outbox.Lasting
		none, stop       = outbox.EffectNone, outbox.EffectStop
	)
	for _, c := range []struct {
		texts []string
		cause Cause
		want  outbox.Advice
	}{
		{[]string{"MI:SFQ"}, CauseRateSender, outbox.Advice{Effect: outbox.EffectPause, Wait: 15 * time.Minute, Duration: passing}},
		{[]string{"MI:STC", "RP:TRC"}, CauseRateDay, outbox.Advice{Effect: stop, Wait: 24 * time.Hour, Duration: passing}},
		{[]string{"MI:DMC", "RP:DRC"}, CauseRateConnection, outbox.Advice{Effect: outbox.EffectReconnect, Duration: passing}},
		{[]string{"RP:QRC"}, CauseRateRecipients, outbox.Advice{Effect: stop, Duration: passing}},
		{[]string{"RP:RCL"}, CauseMany, outbox.Advice{Effect: none, Duration: lasting}},
		{[]string{"HL:ICC"}, CauseConnections, outbox.Advice{Effect: stop, Duration: passing}},
		{[]string{"HL:IFC", "HL:REP", "HL:MEP", "HL:IHU", "HL:ITC"}, CauseNetwork, outbox.Advice{Effect: stop, Duration: passing}},
		{[]string{"DT:SUM", "MI:IMF"}, CauseHeader, outbox.Advice{Effect: outbox.EffectSender, Duration: lasting}},
		{[]string{"too much fail authentication"}, CauseLoginOften, outbox.Advice{Effect: stop, Duration: passing}},
		{[]string{"MI:SPB", "WM:BLU", "User suspended", "User in blacklist"}, CauseBlocked, outbox.Advice{Effect: stop, Duration: lasting}},
		{[]string{"Sender frequency limited", "Ip frequency limited", "Domain frequency limited"}, CauseRate, outbox.Advice{Effect: stop, Duration: passing}},
		{[]string{"Mail content denied"}, CauseSpam, outbox.Advice{Effect: none, Duration: lasting}},
		{[]string{"From header invalid", `The "From" header is missing or invalid. Please follow RFC5322`}, CauseHeader, outbox.Advice{Effect: outbox.EffectSender, Duration: lasting}},
		{[]string{"IP in blacklist"}, CauseBlockedNetwork, outbox.Advice{Effect: stop, Duration: lasting}},
		{[]string{
			"mail from account doesn't conform with authentication (Auth Account:a@x.cn|Mail Account:b@x.cn)", `"MAIL FROM" doesn't conform with authentication [@sm060104]`,
			"Mail from must equal authorized user", "mail from address must be same as authorization user.",
		}, CauseFrom, outbox.Advice{Effect: outbox.EffectSender, Duration: lasting}},
	} {
		for _, text := range c.texts {
			for _, code := range []int{421, 436, 440, 450, 451, 501, 550, 553, 554} {
				for _, stage := range []outbox.Stage{outbox.StageMail, outbox.StageRecipient, outbox.StageDot} {
					for _, said := range []string{text, strings.ToLower(text) + " 163 smtp5,D9GowACH1", "5.0.0 Requested mail action not taken:\n5.0.0 " + strings.Replace(text, " ", "\n5.0.0 ", 1)} {
						m, _ := find(stage, outbox.Reply{Code: code, Text: said})
						if m.Cause != c.cause || m.advice() != c.want {
							t.Errorf("%d %q at %s: %q %+v", code, said, stage, m.Cause, m.advice())
						}
					}
				}
			}
		}
	}
	for code, want := range map[int]outbox.Advice{
		451: {Effect: none, Wait: 2 * time.Minute, Duration: passing}, 554: {Effect: none, Duration: lasting},
	} {
		if m, _ := find(outbox.StageDot, outbox.Reply{Code: code, Text: "DT:SPM 163 smtp5"}); m.advice() != want {
			t.Errorf("%d DT:SPM: %+v", code, m.advice())
		}
	}
}

// TestNormalize: what is compared is one line without the enhanced codes, which are kept apart.
func TestNormalize(t *testing.T) {
	for text, want := range map[string]string{
		"5.7.1 Mail from must\n5.7.1  equal\tAUTHORIZED user": "mail from must equal authorized user|5.7.1 5.7.1",
		"The \"From\" header\n is “bad”":                      "the from header is bad|",
		"15.7.1 x 5.1.1 y":                                    "15.7.1 x 5.1.1 y|",
		"5.1.10 no":                                           "no|5.1.10",
		"5.1.1.9 is an address":                               "5.1.1.9 is an address|",
		"5.1.1<a@b.cn> no":                                    "<a@b.cn> no|5.1.1",
		"":                                                    "|",
	} {
		words, enhanced := normalize(text)
		if got := words + "|" + strings.Join(enhanced, " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
