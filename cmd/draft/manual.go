package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// writeManual writes the help of every command and topic as man pages into a folder, in both languages.
func (a *app) writeManual(root *cobra.Command, folder string) error {
	for _, language := range []lang.Language{lang.English, lang.Chinese} {
		v := &view.View{Words: lang.New(language)}
		for _, p := range manual(v, root) {
			path := filepath.Join(folder, filepath.FromSlash(view.ManPath(language, p)))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				return view.Fail("error.write", lang.Args{"Path": filepath.Dir(path)}, err)
			}
			if err := a.term.WriteFile(path, []byte(view.ManPage(v, p, buildOf())), true); err != nil {
				return err
			}
		}
	}
	a.term.SaySaved(folder)
	return nil
}

// manual returns the pages of all commands and topics, with what each refers to.
func manual(v *view.View, root *cobra.Command) []view.HelpPage {
	var pages []view.HelpPage
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		p := helpPage(v, cmd)
		if cmd.HasParent() {
			p.Related = append(p.Related, view.HelpName{Name: cmd.Parent().CommandPath()})
		}
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				p.Related = append(p.Related, view.HelpName{Name: c.CommandPath()})
			}
		}
		if !cmd.HasParent() {
			for _, t := range topics {
				p.Related = append(p.Related, t.page(v).HelpName)
			}
		}
		pages = append(pages, p)
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				walk(c)
			}
		}
	}
	walk(root)
	for _, t := range topics {
		p := t.page(v)
		p.Related = []view.HelpName{{Name: root.Name()}}
		pages = append(pages, p)
	}
	return pages
}
