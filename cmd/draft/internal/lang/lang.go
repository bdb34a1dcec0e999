// Package lang holds every text that the terminal shows, in Chinese and English. It knows what a message is
// called and how to fill it in, never when it is said.
package lang

import (
	"embed"
	"encoding/json"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Language is one the terminal speaks.
type Language string

// The languages of the terminal. Letters are Chinese in both.
const (
	Chinese Language = "zh"
	English Language = "en"
)

//go:embed zh/*.json en/*.json
var files embed.FS

// Args fills the {{.Name}} places of a message. The argument Count also selects singular or plural.
type Args map[string]any

// Catalogue gives the texts of one language. It reads its files at the first text that is asked for.
type Catalogue struct {
	language Language
	load     func() *i18n.Localizer
}

// New gives the catalogue of a language.
func New(l Language) *Catalogue {
	return &Catalogue{language: l, load: sync.OnceValue(func() *i18n.Localizer { return open(l) })}
}

// Language is the catalogue's own.
func (c *Catalogue) Language() Language { return c.language }

// Text gives the message with this id, filled in. An id that has no message is a fault of the program: the id
// itself is shown, so that the user loses nothing but the wording.
func (c *Catalogue) Text(id string, args Args) string {
	config := i18n.LocalizeConfig{MessageID: id, TemplateData: args}
	if n, ok := args["Count"]; ok {
		config.PluralCount = n
	}
	text, err := c.load().Localize(&config)
	if err != nil && config.PluralCount != nil { // a message may be the same for one and for many
		config.PluralCount = nil
		text, err = c.load().Localize(&config)
	}
	if err != nil {
		return id
	}
	return text
}

// open reads every catalogue file of a language: one file for each room that speaks.
func open(l Language) *i18n.Localizer {
	bundle := i18n.NewBundle(language.Make(string(l)))
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	names, err := fs.Glob(files, path.Join(string(l), "*.json"))
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err) // embedded
		}
		// The library reads the language off the file's name.
		if _, err := bundle.ParseMessageFileBytes(text, string(l)+".json"); err != nil {
			panic(err) // a test reads every file
		}
	}
	return i18n.NewLocalizer(bundle, string(l))
}

// Choose picks the language: the first of the given settings (a flag, DRAFT_LANG, the locale variables in the
// order that POSIX gives them) that is not empty decides; Chinese unless it says English.
func Choose(settings ...string) Language {
	for _, s := range settings {
		if s == "" {
			continue
		}
		if s = strings.ToLower(s); s == "en" || strings.HasPrefix(s, "en_") || strings.HasPrefix(s, "en-") || strings.HasPrefix(s, "en.") {
			return English
		}
		return Chinese
	}
	return Chinese
}
