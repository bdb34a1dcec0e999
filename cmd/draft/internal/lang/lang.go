// Package lang holds the catalogues of all texts that the terminal shows, in Chinese and English, and fills in their
// arguments.
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

// Language is a language of the terminal.
type Language string

// The languages of the terminal. Letters are always Chinese.
const (
	Chinese Language = "zh"
	English Language = "en"
)

//go:embed zh/*.json en/*.json
var files embed.FS

// Args are the values for the {{.Name}} placeholders of a message. Count also selects the singular or the plural form.
type Args map[string]any

// Catalogue returns the texts of one language. The first word of an ID is the name of its file. A file is parsed when its
// first text is needed, because most runs show few texts. A Catalogue is safe for concurrent use.
type Catalogue struct {
	language Language

	mutex     sync.Mutex
	bundle    *i18n.Bundle // nil until a file is needed
	localizer *i18n.Localizer
	read      map[string]bool // by the name of the file
}

// New returns the catalogue of a language. It parses the named files in the background, because they will be needed.
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

// Language returns the language of the catalogue.
func (c *Catalogue) Language() Language { return c.language }

// Text returns the message with an ID, filled in. If there is none, which is a bug, it returns the ID.
func (c *Catalogue) Text(id string, args Args) string {
	config := i18n.LocalizeConfig{MessageID: id, TemplateData: args}
	if n, ok := args["Count"]; ok {
		config.PluralCount = n
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.open(id)
	text, err := c.localizer.Localize(&config)
	if err != nil && config.PluralCount != nil { // a message may have one form for all numbers
		config.PluralCount = nil
		text, err = c.localizer.Localize(&config)
	}
	if err != nil {
		return id
	}
	return text
}

// open parses the file of a message unless that was done. A file that does not exist has no messages.
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
		// The library takes the language from the name of the file.
		c.bundle.MustParseMessageFileBytes(text, string(c.language)+".json") // a test parses every file
	}
}

// Choose returns the language of the first setting that is not empty: the flag, DRAFT_LANG, then the locale variables in
// the order of POSIX. It is Chinese unless the setting is English.
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
