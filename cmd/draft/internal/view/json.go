package view

import (
	"bytes"
	"encoding/json"
	"time"

	"draft/drafts/workday"
)

// BatchObject is what a batch found in a table and did with its rows, in --json.
type BatchObject struct {
	Table      TableObject     `json:"table"`
	Kind       string          `json:"kind"`
	Rows       int             `json:"rows"`
	Good       int             `json:"good"`
	Bad        int             `json:"bad"`
	Amount     string          `json:"amount,omitempty"`  // the total of the good rows
	Recipients map[string]int  `json:"recipients"`        // letters by domain
	NoTo       int             `json:"without_recipient"` // letters
	Problems   []RowObject     `json:"problems"`          // the first 10 000
	ByProblem  []CountObject   `json:"problem_counts"`    // all of them
	Remarks    []RowObject     `json:"remarks"`           // on good rows, the first 10 000
	ByRemark   []CountObject   `json:"remark_counts"`     // all of them
	Written    int             `json:"written"`
	Failed     int             `json:"failed"` // good rows that could not be written
	Output     *OutputObject   `json:"output,omitempty"`
	Report     string          `json:"report,omitempty"`
	Mend       string          `json:"problems_file,omitempty"`
	Sent       int             `json:"sent,omitempty"`                // letters of this run
	Refused    int             `json:"refused,omitempty"`             // letters of this run that the server refused, permanently or temporarily
	Waiting    int             `json:"waiting,omitempty"`             // letters of this run that were not tried
	Already    int             `json:"sent_before,omitempty"`         // rows whose letter was sent before
	Changed    int             `json:"sent_before_changed,omitempty"` // rows with the payment of a letter that was sent before, and other words
	Unknown    int             `json:"unknown,omitempty"`             // letters that may or may not have arrived, of this run or before
	Busy       int             `json:"being_sent,omitempty"`          // rows whose letter another process is sending
	Beyond     int             `json:"beyond_limit,omitempty"`        // letters that --limit has left for another run
	Results    []SentObject    `json:"results,omitempty"`             // with --send, the result of each letter, duplicates included
	Next       int             `json:"next_row,omitempty"`            // where a batch that was stopped continues
	First      *DocumentObject `json:"first,omitempty"`               // the first letter, if nothing is written
}

// RowObject is a problem or a remark about a row of a table.
type RowObject struct {
	Row int `json:"row"` // from 1, the header included
	ProblemObject
}

// DeadlineOf returns the object of a deadline for --json, or nil if it is zero.
func DeadlineOf(r workday.Range) *DeadlineObject {
	if r.Last.Date.IsZero() {
		return nil
	}
	return &DeadlineObject{
		First: r.First.Date.Format(time.DateOnly), Last: r.Last.Date.Format(time.DateOnly), Provisional: r.Last.Provisional,
	}
}

// DeadlineObject is the range of dates in China, both ends included, on which an answer is due.
type DeadlineObject struct {
	First       string `json:"first"`
	Last        string `json:"last"`
	Provisional bool   `json:"provisional"` // the holidays of that year are not announced yet
}

// DocumentObject is a finished letter, in --json.
type DocumentObject struct {
	ID          string         `json:"id,omitempty"` // in the store
	Kind        string         `json:"kind"`
	Title       string         `json:"title"`
	Values      map[string]any `json:"values"` // canonical answers: text, or a list of paths
	Facts       []FactObject   `json:"facts"`
	Claim       string         `json:"claim"` // the sum that the letter asks for; empty if it names none
	Letter      LetterObject   `json:"letter"`
	AppText     AppTextObject  `json:"app_text"`
	Envelope    EnvelopeObject `json:"envelope"`
	Attachments []string       `json:"attachments"`
	Checks      []CheckObject  `json:"checks"`
	Strength    []PointObject  `json:"strength"`
	Output      *OutputObject  `json:"output,omitempty"`
	QR          []string       `json:"qr,omitempty"`     // files
	Copied      string         `json:"copied,omitempty"` // clipboard, terminal
}

// FactObject is a fact that the letter states.
type FactObject struct {
	Field string `json:"field"`
	Label string `json:"label"`
	Value string `json:"value"` // as the letter shows it
}

// LetterObject is the words of a letter.
type LetterObject struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

// AppTextObject is the text for the app, in parts within the limit.
type AppTextObject struct {
	Parts   []PartObject    `json:"parts"`
	Limit   int             `json:"limit"` // UTF-16 units; 0 is no limit
	LeftOut []LeftOutObject `json:"left_out"`
	Over    int             `json:"over"` // UTF-16 units by which the needed sentences exceed the limit; 0 if they fit
}

// LeftOutObject is a sentence that the app text has no room for.
type LeftOutObject struct {
	Text  string `json:"text"`
	Needs int    `json:"needs"` // UTF-16 units by which the limit is too small for it; see letter.LeftOut
}

// PartObject is one part of the app text.
type PartObject struct {
	Text   string `json:"text"`
	Length int    `json:"length"` // UTF-16 units
}

// EnvelopeObject is the sender and the recipients of a letter, as addresses without names.
type EnvelopeObject struct {
	From string   `json:"from"`
	To   []string `json:"to"`
}

// CheckObject is a note about a letter.
type CheckObject struct {
	Level string `json:"level"` // note, warn
	Field string `json:"field,omitempty"`
	Code  string `json:"code"`
	Text  string `json:"text"`
}

// PointObject is a point that makes a letter stronger, and whether the letter has it.
type PointObject struct {
	Met   bool   `json:"met"`
	Field string `json:"field,omitempty"` // the question whose answer would add it
	Text  string `json:"text"`
}

// OutputObject is a file that was written.
type OutputObject struct {
	Path   string `json:"path"`
	Format string `json:"format"`
}

// EncodeJSON returns v as indented JSON with a final line break. Characters that are special to HTML stay as they are.
func EncodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// SentObject is the result of sending one letter.
type SentObject struct {
	Row       int            `json:"row,omitempty"`    // of the table of a batch
	Before    string         `json:"before,omitempty"` // same or changed: this letter may have arrived before, and nothing was sent
	ID        string         `json:"id"`
	Status    string         `json:"status"`
	Subject   string         `json:"subject"`
	To        []string       `json:"to"`
	MessageID string         `json:"message_id,omitempty"`
	Reply     *ReplyObject   `json:"reply,omitempty"` // of the server that accepted it
	Failure   *FailureObject `json:"failure,omitempty"`
}

// FailureObject is why a letter was not sent, or may not have been.
type FailureObject struct {
	Stage   string       `json:"stage,omitempty"`
	Reply   *ReplyObject `json:"reply,omitempty"` // of the server that refused it
	Cause   string       `json:"cause,omitempty"`
	Message []string     `json:"message"`
}

// TableObject is the table that a batch read.
type TableObject struct {
	Path     string   `json:"path"`
	Encoding string   `json:"encoding"`
	Sheet    string   `json:"sheet,omitempty"`
	Others   []string `json:"other_sheets,omitempty"` // that are not empty
}

// CountObject counts the rows with the same problem or remark.
type CountObject struct {
	Count   int       `json:"count"`
	Example RowObject `json:"example"`
}
