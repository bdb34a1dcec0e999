package config

import (
	"errors"
	"io/fs"
	"path/filepath"

	"draft/drafts/workday"
)

// calendarName is the file, among the settings, of years that the program does not know, or that somebody knows better.
const calendarName = "calendar.json"

// Calendar is that of the working days, read once. A file with a fault in it is an error, not left out: whoever wrote it
// counts on it.
func (c *Config) Calendar() (*workday.Calendar, error) {
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
	folder, err := c.SettingsDir()
	if err != nil { // the platform knows no place for one
		return workday.Announced(), nil //nolint:nilerr // as above
	}
	path := filepath.Join(folder, calendarName)
	text, err := c.readFile(path)
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
