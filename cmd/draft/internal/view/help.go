package view

import (
	"fmt"
	"strings"
)

// HelpPage explains a command or a topic, on the terminal and as a man page.
type HelpPage struct {
	HelpName
	Short    string // one line
	About    string
	Sections []HelpSection
	Related  []HelpName // other pages
}

// HelpName names a page.
type HelpName struct {
	Name  string // of the command with its parents, or draft and the topic
	Topic bool
}

// HelpSection is a part of a page, with a title or without one.
type HelpSection struct {
	Title  string
	Layout HelpLayout
	Items  []HelpItem
}

// HelpItem is a word and what it means. Without a meaning it is a line to be typed.
type HelpItem struct{ Term, Text string }

// HelpLayout is how the items of a section stand on the terminal: the format of one.
type HelpLayout string

// The layouts.
const (
	HelpLines HelpLayout = "  %s%s\n" // the second is empty
	HelpTable HelpLayout = "  %-12s %s\n"
	HelpCodes HelpLayout = "  %3s  %s\n"
	HelpTerms HelpLayout = "  %s\n        %s\n"
)

// HelpText returns a page for the terminal, not wrapped yet.
func HelpText(p HelpPage) string {
	var b strings.Builder
	b.WriteString(p.About + "\n")
	for _, s := range p.Sections {
		b.WriteString("\n")
		if s.Title != "" {
			b.WriteString(s.Title + "\n")
		}
		for _, i := range s.Items {
			fmt.Fprintf(&b, string(s.Layout), i.Term, i.Text)
		}
	}
	return b.String()
}
