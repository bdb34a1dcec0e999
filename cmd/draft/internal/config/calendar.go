package config

import (
	"errors"
	"io/fs"
	"path/filepath"

	"draft/drafts/workday"
)

// calendarName is the file of working days in the folder of the settings, for years that the program does not know or has
// wrong.
const calendarName = "calendar.json"

// Calendar returns the calendar of working days, with the years of calendar.json in place of the announced ones. It is read
// once. A fault in the file is an error, because its author relies on it.
func (c *Config) Calendar() (*workday.Calendar, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
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
	if err != nil { // there is no such folder, so there is no file in it
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
