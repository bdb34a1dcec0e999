// Package lang holds every text that the terminal shows, in Chinese and English. It knows what a message is
// called and how to fill it in, never when it is said.
package lang

import (
	"embed"
	"encoding/json"
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

// Catalogue gives the texts of one language. The first word of an id names the file it stands in; a file is read when
// its first text is asked for, since most runs say very little.
type Catalogue struct {
	language Language

	mutex     sync.Mutex
	bundle    *i18n.Bundle // nil until a text is asked for
	localizer *i18n.Localizer
	read      map[string]bool // names of files
}

// New gives the catalogue of a language. The files of these names are read meanwhile, since they will be needed.
func New(l Language, names ...string) *Catalogue {
	c := &Catalogue{language: l, read: map[string]bool{}}
	go func() {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		c.open("")
		for _, name := range names {
			c.open(name)
		}
	}()
	return c
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
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.open(id)
	text, err := c.localizer.Localize(&config)
	if err != nil && config.PluralCount != nil { // a message may be the same for one and for many
		config.PluralCount = nil
		text, err = c.localizer.Localize(&config)
	}
	if err != nil {
		return id
	}
	return text
}

// open reads the file that a message stands in. A file that is not there has no messages.
func (c *Catalogue) open(id string) {
	if c.bundle == nil {
		c.bundle = i18n.NewBundle(language.Make(string(c.language)))
		c.bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
		c.localizer = i18n.NewLocalizer(c.bundle, string(c.language))
	}
	name, _, _ := strings.Cut(id, ".")
	if c.read[name] {
		return
	}
	c.read[name] = true
	if text, err := files.ReadFile(path.Join(string(c.language), name+".json")); err == nil {
		// The library reads the language off the file's name.
		c.bundle.MustParseMessageFileBytes(text, string(c.language)+".json") // a test reads every file
	}
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
