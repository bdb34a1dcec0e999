package view

import (
	"path"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/wrap"
)

// ManPath returns the path of a man page below a folder that man searches: man1/draft-send.1, zh_CN/man7/draft-exit-codes.7.
func ManPath(language lang.Language, p HelpPage) string {
	folder := ""
	if language == lang.Chinese {
		folder = "zh_CN"
	}
	return path.Join(folder, "man"+p.manSection(), p.manName()+"."+p.manSection())
}

func (n HelpName) manName() string { return strings.ReplaceAll(n.Name, " ", "-") }

func (n HelpName) manSection() string {
	if n.Topic {
		return "7"
	}
	return "1"
}

// ManPage returns a page in the language of man (roff, with the macros of man(7)). It bears the day of the commit, so that the same
// commit has the same pages.
func ManPage(v *View, p HelpPage, b Build) string {
	day := ""
	if at, err := time.Parse(time.RFC3339, b.Date); err == nil {
		day = at.UTC().Format(time.DateOnly)
	}
	var m strings.Builder
	m.WriteString(`.TH "` + roff(strings.ToUpper(p.manName())) + `" "` + p.manSection() + `" "` + roff(day) + `" "` + roff("draft "+b.Version) + "\"\n.ad l\n.nh\n")
	section := func(title string) {
		m.WriteString(".SH " + roff(strings.ToUpper(strings.TrimRight(title, ":："))) + "\n")
	}
	section(v.Text("help.name", nil))
	m.WriteString(roff(p.manName()) + ` \- ` + roff(strings.TrimRight(p.Short, ":：")) + "\n")
	about := func() {
		section(v.Text("help.about", nil))
		m.WriteString(roffParagraphs(p.About))
	}
	if p.Topic {
		about()
	}
	for n, s := range p.Sections {
		if s.Title != "" {
			section(s.Title)
		}
		m.WriteString(roffItems(s.Items))
		if n == 0 && !p.Topic { // after the usage, where readers of man pages look for it
			about()
		}
	}
	section(v.Text("help.related", nil))
	related := make([]string, len(p.Related))
	for i, r := range p.Related {
		related[i] = `\fB` + roff(r.manName()) + `\fR(` + r.manSection() + ")"
	}
	m.WriteString(strings.Join(related, ",\n") + "\n")
	return m.String()
}

// roffItems returns the items of a section. Lines to be typed stand as they are.
func roffItems(items []HelpItem) string {
	var m strings.Builder
	for _, i := range items {
		if i.Text == "" {
			m.WriteString(".nf\n" + roff(strings.TrimRight(i.Term, " ")) + "\n.fi\n")
			continue
		}
		m.WriteString(".TP\n\\fB" + roff(strings.TrimSpace(i.Term)) + "\\fR\n" + roffParagraphs(i.Text))
	}
	return strings.ReplaceAll(m.String(), ".fi\n.nf\n", "")
}

// roffParagraphs returns a text whose line ends stay, and whose empty lines part its paragraphs.
func roffParagraphs(text string) string {
	var m strings.Builder
	var before string
	for n, line := range strings.Split(strings.TrimSpace(text), "\n") {
		switch {
		case line == "":
			m.WriteString(".PP\n")
		case n > 0 && before != "":
			m.WriteString(".br\n" + roffProse(line) + "\n")
		default:
			m.WriteString(roffProse(line) + "\n")
		}
		before = line
	}
	return m.String()
}

// roffProse returns a line that man may break between Chinese characters too. roff alone breaks lines at blanks only.
func roffProse(line string) string {
	var m strings.Builder
	for n, piece := range wrap.Pieces(roff(line)) {
		if n > 0 && !strings.HasSuffix(m.String(), " ") {
			m.WriteString(`\:`)
		}
		m.WriteString(piece)
	}
	return m.String()
}

// roffCharacters are the characters that mean something else to roff, or that it prints as typographical ones.
var roffCharacters = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, `"`, `\(dq`)

// roff returns a line of text for roff.
func roff(line string) string {
	line = roffCharacters.Replace(line)
	if strings.HasPrefix(line, ".") {
		line = `\&` + line
	}
	return line
}
