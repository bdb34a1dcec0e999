package view

import (
	"crypto/tls"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/smtp"
)

// FeaturesObject is the features of a mail server, in --json.
type FeaturesObject struct {
	TLS        string   `json:"tls"` // "TLS 1.3"; "" for clear text
	Mechanisms []string `json:"mechanisms"`
	SizeLimit  int64    `json:"size_limit"` // bytes; 0 if the server states none
	Pipelining bool     `json:"pipelining"`
	EightBit   bool     `json:"eight_bit"`
	UTF8       bool     `json:"utf8"`
}

// FeaturesOf returns the object of a server's features for --json.
func FeaturesOf(f smtp.Features) FeaturesObject {
	o := FeaturesObject{
		Mechanisms: append([]string{}, f.Mechanisms...), SizeLimit: f.Size,
		Pipelining: f.Pipelining, EightBit: f.EightBit, UTF8: f.UTF8,
	}
	if f.TLS != 0 {
		o.TLS = tls.VersionName(f.TLS)
	}
	return o
}

// FeatureLines returns the lines that show a server's features, wrapped to width columns.
func FeatureLines(v *View, f smtp.Features, width int) string {
	o := FeaturesOf(f)
	none := v.Text("account.says_none", nil)
	secure, ways, size := o.TLS, strings.Join(o.Mechanisms, " "), none
	if secure == "" {
		secure = v.Text("smtp.tls.none", nil)
	}
	if ways == "" {
		ways = none
	}
	const mega = 1 << 20
	if f.Size > 0 {
		size = v.Text("account.megabytes", lang.Args{"Size": f.Size / mega}) // rounded down: it is a limit
		if f.Size < mega {
			size = v.Text("account.bytes", lang.Args{"Size": f.Size})
		}
	}
	rows := [][2]string{{"account.tls", secure}, {"account.mechanisms", ways}, {"account.size", size}}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(Wrap("  "+v.Text(row[0], lang.Args{"Value": row[1]}), width) + "\n")
	}
	return b.String()
}
