package view

import "draft/drafts"

// Color is a colour of the terminal. It repeats what the words say, for the eye.
type Color string

// The colours, by what they stand for. The values are the parameters of the escape sequence.
const (
	Alarm   Color = "31"       // red: a deadline has passed, or something failed
	Warning Color = "38;5;136" // amber: it is due today, or the delivery is unknown; yellow is too faint on white
)

// Paint colours a text. It comes after the layout, which would count the escape sequence as cells.
func (c Color) Paint(text string) string { return "\x1b[" + string(c) + "m" + text + "\x1b[0m" }

// paint colours a text of the product if c is a colour and the window shows them.
func (v *View) paint(c Color, text string) string {
	if c == "" || !v.Colors {
		return text
	}
	return c.Paint(text)
}

// StatusColor returns the colour of the status of a letter's mail; "" if it is in order.
func StatusColor(s drafts.Status) Color {
	switch s {
	case drafts.StatusFailedPerm, drafts.StatusFailedTemp:
		return Alarm
	case drafts.StatusUnknown:
		return Warning
	}
	return ""
}
