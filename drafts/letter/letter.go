// Package letter renders letters from valid answers: it defines a letter kind (Template), renders it, and fits the app text to a
// limit. The same values give the same bytes. The package does not read files and does not depend on mail.
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

// Keep is the priority of a sentence of the app text.
type Keep string

// Fit drops Nice before Want, and never Need.
const (
	Need Keep = "need"
	Want Keep = "want"
	Nice Keep = "nice"
)

// Sentence is one sentence of the app text. Fit keeps it whole or leaves it out.
type Sentence struct {
	Keep Keep
	Text string
	// Continued is the text in place of Text if the next sentence is kept too, such as 第一行； for 第一行。 It is never
	// shorter than Text. If it is set, the next sentence depends on this one: it has the same Keep and is kept only if
	// this one is. If it is empty, the next sentence is independent.
	Continued string
	// Records is the number of the sentences that follow, one about each record of a list, of which each depends on the one before it.
	Records int
	// Rest is the text about those of them that are left out, with N for their number: 未列出的N笔可提供明细。 It stands after the last
	// one that is kept. It is empty if the text does not mention them.
	Rest string
}
