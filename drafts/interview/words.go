package interview

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// EditedWords are words that a person edited by hand. They take the place of those that the template wrote, and belong to one
// set of answers: if these change, the person decides.
type EditedWords struct {
	words *drafts.Words // nil if nobody edited them
}

// Marks of a sheet: the subject begins with one, the line above the text for the app with the other.
const (
	SubjectMark = "主题："
	AppMark     = "===="
)

// MaxSheet is the size limit of an edited sheet in bytes, far above any letter.
const MaxSheet = 1 << 20

// Sheet lays words out for an editor: the subject, the letter, a separating line with a title, and the text for the app.
func Sheet(subject, body, app, title string) string {
	return SubjectMark + subject + "\n\n" + body + "\n" + AppMark + " " + title + " " + AppMark + "\n" + app + "\n"
}

// readSheet takes an edited sheet apart; ok is false if a mark, the subject or a text is missing.
func readSheet(text string) (words drafts.Words, ok bool) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	above, app, found := strings.Cut(text, "\n"+AppMark)
	_, app, _ = strings.Cut(app, "\n") // the rest of the separating line
	first, body, _ := strings.Cut(strings.TrimLeft(above, "\n"), "\n")
	subject, marked := strings.CutPrefix(first, SubjectMark)
	if !marked { // an editor's input method may have put the other colon there
		subject, marked = strings.CutPrefix(first, strings.Replace(SubjectMark, "：", ":", 1))
	}
	words = drafts.Words{
		Subject: strings.TrimSpace(subject), Body: strings.Trim(body, "\n") + "\n", App: unwrapped(app),
	}
	return words, found && marked && words.Subject != "" && strings.TrimSpace(body) != "" && words.App != ""
}

// unwrapped joins the lines that an editor broke a text into. Latin words keep a space between them.
func unwrapped(text string) string {
	var b strings.Builder
	var last rune
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if first, _ := utf8.DecodeRuneInString(line); last != 0 && last < utf8.RuneSelf && first < utf8.RuneSelf {
			b.WriteByte(' ')
		}
		b.WriteString(line)
		last, _ = utf8.DecodeLastRuneInString(line)
	}
	return b.String()
}

// ErrSheet reports a sheet that lacks a mark, the subject, the letter or the text for the app.
var ErrSheet = errors.New("interview: not the sheet of a letter")

// Edited is what Edit found in a sheet.
type Edited struct {
	Words  drafts.Words
	Doubts []*field.Problem // about the texts that were not there before they were edited
	Drifts []letter.Drift   // facts that the words state otherwise than the answers, each once
}

// Edit takes the words of an edited sheet in place of those of a letter as it was composed. limit is that of its text for the
// app in characters; 0 is none. The error is ErrSheet or a *field.Problem, and leaves the words as they were.
func (e *EditedWords) Edit(sheet string, composed letter.Letter, facts []letter.Fact, limit int) (Edited, error) {
	words, ok := readSheet(sheet)
	if !ok {
		return Edited{}, ErrSheet
	}
	if p := field.Visible(words.Subject); p != nil {
		return Edited{}, p
	}
	app := letter.Fit(composed.Sentences, limit).Whole
	var edited Edited
	for _, text := range []struct{ now, was string }{{words.Body, composed.Body}, {words.App, app}} {
		doubts, problem := reread(text.now, text.was)
		if problem != nil {
			return Edited{}, problem
		}
		edited.Doubts = append(edited.Doubts, doubts...)
	}
	words.Of = digest(composed)
	edited.Words = words
	for _, d := range append(
		letter.Drifts(facts, composed.Subject+"\n"+composed.Body, words.Subject+"\n"+words.Body),
		letter.Drifts(facts, app, words.App)...,
	) {
		if !slices.Contains(edited.Drifts, d) {
			edited.Drifts = append(edited.Drifts, d)
		}
	}
	e.words = &words
	return edited, nil
}

// reread reads edited text like an answer. A problem is what no letter can hold; a doubt is one that the text did not have
// before it was edited.
func reread(now, was string) (doubts []*field.Problem, problem *field.Problem) {
	spec := field.Spec{Type: field.Multiline, Max: MaxSheet}
	v, err := spec.Parse(now, field.Reading{})
	if err != nil {
		return nil, field.AsProblem(err)
	}
	known := map[string]bool{}
	if v, err := spec.Parse(was, field.Reading{}); err == nil {
		for _, p := range spec.Doubts(v) {
			known[p.Error()] = true
		}
	}
	return slices.DeleteFunc(spec.Doubts(v), func(p *field.Problem) bool { return known[p.Error()] }), nil
}

// Get returns the words; nil if nobody edited them.
func (e *EditedWords) Get() *drafts.Words { return e.words }

// Drop goes back to the words of the template.
func (e *EditedWords) Drop() { e.words = nil }

// Outdated reports whether there are words that were made from another letter than this one: the answers gave other words
// since.
func (e *EditedWords) Outdated(composed letter.Letter) bool {
	return e.words != nil && e.words.Of != digest(composed)
}

// Keep has the words belong to a letter that they were not made from.
func (e *EditedWords) Keep(composed letter.Letter) {
	words := *e.words
	words.Of = digest(composed)
	e.words = &words
}

// digest identifies the words of a composed letter.
func digest(l letter.Letter) string {
	var b strings.Builder
	b.WriteString(l.Subject + "\x00" + l.Body)
	for _, sentence := range l.Sentences {
		b.WriteString("\x00" + string(sentence.Keep) + sentence.Text)
	}
	return attach.Digest([]byte(b.String()))
}
