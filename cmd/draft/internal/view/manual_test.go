package view

import (
	"os/exec"
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
)

// samplePage has everything that roff would take for a request, an escape or a mark of its own.
var samplePage = HelpPage{
	HelpName: HelpName{Name: "draft store check"}, Short: "look - 'all' of it:", About: ".first line\n'second' \\ line\n\nnext paragraph",
	Sections: []HelpSection{
		{Title: "Usage:", Layout: HelpLines, Items: []HelpItem{{Term: "draft store check [flags]"}, {Term: "draft ~/x"}}},
		{Title: "Flags:", Layout: HelpTerms, Items: []HelpItem{{"    --ics FILE", "the file；它会放在这里。"}}},
	},
	Related: []HelpName{{Name: "draft store"}, {Name: "draft exit-codes", Topic: true}},
}

func TestManPage(t *testing.T) {
	t.Parallel()
	v := &View{Words: lang.New(lang.English)}
	got := ManPage(v, samplePage, Build{Version: "0.1.0", Date: "2026-11-30T23:30:00-05:00"})
	const want = `.TH "DRAFT\-STORE\-CHECK" "1" "2026\-12\-01" "draft 0.1.0"
.ad l
.nh
.SH NAME
draft\-store\-check \- look \- \(aqall\(aq of it
.SH USAGE
.nf
draft store check [flags]
draft \(ti/x
.fi
.SH DESCRIPTION
\&.first line
.br
\(aqsecond\(aq \e line
.PP
next paragraph
.SH FLAGS
.TP
\fB\-\-ics FILE\fR
the file；\:它\:会\:放\:在\:这\:里。
.SH SEE ALSO
\fBdraft\-store\fR(1),
\fBdraft\-exit\-codes\fR(7)
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if again := ManPage(v, samplePage, Build{}); !strings.HasPrefix(again, `.TH "DRAFT\-STORE\-CHECK" "1" "" "draft "`+"\n") {
		t.Errorf("without a commit the page begins %.60q", again)
	}
	if man, err := exec.LookPath("man"); err == nil {
		cmd := exec.Command(man, "--warnings", "-l", "-")
		cmd.Stdin, cmd.Env = strings.NewReader(got), append(cmd.Environ(), "LC_ALL=C.UTF-8", "MANWIDTH=60")
		if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "warning") || !strings.Contains(string(out), "       .first line\n       'second' \\ line\n\n") {
			t.Errorf("man shows %v\n%s", err, out)
		}
	}
}

func TestManPath(t *testing.T) {
	t.Parallel()
	if got := ManPath(lang.English, samplePage); got != "man1/draft-store-check.1" {
		t.Error(got)
	}
	if got := ManPath(lang.Chinese, HelpPage{HelpName: HelpName{Name: "draft exit-codes", Topic: true}}); got != "zh_CN/man7/draft-exit-codes.7" {
		t.Error(got)
	}
}
