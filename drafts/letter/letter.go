// Package letter turns valid answers into words: it holds a letter kind (Template), renders it, and fits the
// app text to a limit. It is pure: the same values give the same bytes. It reads no file and knows no mail.
package letter

// Letter is the rendered text of one application.
type Letter struct {
	Kind    string
	Subject string
	// Body is plain text with LF line ends, one at its end.
	Body string
	// Sentences is the app text in reading order, from which Fit chooses.
	Sentences []Sentence
}

// Keep says how much a sentence of the app text matters.
type Keep string

// Fit drops Nice before Want, and never Need.
const (
	Need Keep = "need"
	Want Keep = "want"
	Nice Keep = "nice"
)

// Sentence is one sentence of the app text. It is kept whole or left out.
type Sentence struct {
	Keep Keep
	Text string
}
