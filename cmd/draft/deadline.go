package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// calendarName is the file, among the settings, of years that the program does not know, or that somebody knows better.
const calendarName = "calendar.json"

// calendar is that of the working days, read once. A file with a fault in it is an error, not left out: whoever wrote it
// counts on it.
func (c *Config) calendar() (*workday.Calendar, error) {
	if c.workdays == nil {
		read, err := c.readCalendar()
		if err != nil {
			return nil, err
		}
		c.workdays = read
	}
	return c.workdays, nil
}

func (c *Config) readCalendar() (*workday.Calendar, error) {
	folder, err := c.configDir()
	if err != nil { // the platform knows no place for one
		return workday.Announced(), nil //nolint:nilerr // as above
	}
	path := filepath.Join(folder, calendarName)
	text, err := c.readOwnFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return workday.Announced(), nil
	case err != nil:
		return nil, err
	}
	read, err := workday.Read(path, text, workday.Announced())
	var f *workday.Fault
	if errors.As(err, &f) {
		return nil, &settingsError{
			path: f.Name, line: f.Line, column: f.Column, id: f.Code, args: f.Args, hint: "hint.calendar",
		}
	}
	return read, err
}

// deadline is when an answer to a letter is due; nil where nobody is waited for.
func (a *app) deadline(l store.Letter) (*deadlineObject, error) {
	if l.Clock == nil {
		return nil, nil
	}
	due, _, err := a.due(clockOf(*l.Clock))
	return due, err
}

// answerDue is when the answer to what was sent at a moment is due, by a range of working days as workdays gives it.
func (a *app) answerDue(sent time.Time, within []int) (*deadlineObject, error) {
	if len(within) != 2 {
		return nil, nil
	}
	c, err := a.config.calendar()
	if err != nil {
		return nil, err
	}
	return deadlineOf(c.Within(sent, within[0], within[1])), nil
}

func deadlineOf(r workday.Range) *deadlineObject {
	return &deadlineObject{
		First: r.First.Date.Format(time.DateOnly), Last: r.Last.Date.Format(time.DateOnly), Provisional: r.Last.Provisional,
	}
}

// workdays is a range of working days as programs read it: both ends; nil where nothing is known.
func workdays(w letter.Workdays) []int {
	if w == (letter.Workdays{}) {
		return nil
	}
	return []int{w.From, w.To}
}

// deadlineObject is when an answer is due: dates in China, both included.
type deadlineObject struct {
	First       string `json:"first"`
	Last        string `json:"last"`
	Provisional bool   `json:"provisional"` // a list of holidays that is to come may change it
}
