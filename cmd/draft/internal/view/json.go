package view

import (
	"bytes"
	"encoding/json"
	"time"

	"draft/drafts/workday"
)

// BatchObject is what a batch found, and what became of it.
type BatchObject struct {
	Table      TableObject     `json:"table"`
	Kind       string          `json:"kind"`
	Rows       int             `json:"rows"`
	Good       int             `json:"good"`
	Bad        int             `json:"bad"`
	Amount     string          `json:"amount,omitempty"`  // of all good rows
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
	Refused    int             `json:"refused,omitempty"`             // letters of this run, for good or for now
	Waiting    int             `json:"waiting,omitempty"`             // letters of this run that were not tried
	Already    int             `json:"sent_before,omitempty"`         // rows whose letter went before
	Changed    int             `json:"sent_before_changed,omitempty"` // rows about what was sent before, that say something else
	Unknown    int             `json:"unknown,omitempty"`             // letters of which nobody knows whether they arrived, of this run or before
	Busy       int             `json:"being_sent,omitempty"`          // rows whose letter another process is sending
	Beyond     int             `json:"beyond_limit,omitempty"`        // letters that --limit has left for another run
	Results    []SentObject    `json:"results,omitempty"`             // of --send, what became of each letter, and which there were before
	Next       int             `json:"next_row,omitempty"`            // where a batch that was stopped goes on
	First      *DocumentObject `json:"first,omitempty"`               // the first letter, where nothing is written
}

type RowObject struct {
	Row int `json:"row"` // as a spreadsheet counts
	ProblemObject
}

// DeadlineOf returns a range of days as programs read it; nil if it is zero.
func DeadlineOf(r workday.Range) *DeadlineObject {
	if r.Last.Date.IsZero() {
		return nil
	}
	return &DeadlineObject{
		First: r.First.Date.Format(time.DateOnly), Last: r.Last.Date.Format(time.DateOnly), Provisional: r.Last.Provisional,
	}
}

// DeadlineObject is when an answer is due: dates in China, both included.
type DeadlineObject struct {
	First       string `json:"first"`
	Last        string `json:"last"`
	Provisional bool   `json:"provisional"` // a list of holidays that is to come may change it
}

type DocumentObject struct {
	ID          string         `json:"id,omitempty"` // under which it is kept
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

type FactObject struct {
	Field string `json:"field"`
	Label string `json:"label"`
	Value string `json:"value"` // as the letter shows it
}

type LetterObject struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

type AppTextObject struct {
	Parts   []PartObject    `json:"parts"`
	Limit   int             `json:"limit"` // 0 is none
	LeftOut []LeftOutObject `json:"left_out"`
	Over    int             `json:"over"` // characters by which it cannot fit; 0 where it does
}

// LeftOutObject is a sentence that found no place in the app text.
type LeftOutObject struct {
	Text  string `json:"text"`
	Needs int    `json:"needs"` // characters that the limit lacks for it; see letter.LeftOut
}

type PartObject struct {
	Text   string `json:"text"`
	Length int    `json:"length"` // UTF-16 units
}

type EnvelopeObject struct {
	From string   `json:"from"`
	To   []string `json:"to"`
}

type CheckObject struct {
	Level string `json:"level"` // note, warn
	Field string `json:"field,omitempty"`
	Code  string `json:"code"`
	Text  string `json:"text"`
}

type PointObject struct {
	Met   bool   `json:"met"`
	Field string `json:"field,omitempty"` // the answer that would help
	Text  string `json:"text"`
}

type OutputObject struct {
	Path   string `json:"path"`
	Format string `json:"format"`
}

func EncodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// SentObject is what became of one letter.
type SentObject struct {
	Row       int            `json:"row,omitempty"`    // of the table of a batch
	Before    string         `json:"before,omitempty"` // same or changed: somebody has or may have this letter already, and nothing was sent
	ID        string         `json:"id"`
	Status    string         `json:"status"`
	Subject   string         `json:"subject"`
	To        []string       `json:"to"`
	MessageID string         `json:"message_id,omitempty"`
	Reply     *ReplyObject   `json:"reply,omitempty"` // of the server that took it
	Failure   *FailureObject `json:"failure,omitempty"`
}

type FailureObject struct {
	Stage   string       `json:"stage,omitempty"`
	Reply   *ReplyObject `json:"reply,omitempty"` // of the server that refused it
	Cause   string       `json:"cause,omitempty"`
	Message []string     `json:"message"`
}

type TableObject struct {
	Path     string   `json:"path"`
	Encoding string   `json:"encoding"`
	Sheet    string   `json:"sheet,omitempty"`
	Others   []string `json:"other_sheets,omitempty"` // that hold anything
}

type CountObject struct {
	Count   int       `json:"count"`
	Example RowObject `json:"example"`
}
