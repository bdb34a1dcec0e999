package main

import "github.com/spf13/pflag"

// outputOptions is how a finished letter is given to whoever wants it: the flags of the output, and what they do. A letter
// that was just written and one that is kept are given in the same ways.
type outputOptions struct {
	app    *app
	path   string
	format string
	chars  int
	force  bool
	copy   bool
	qr     string // a file, or screen
}

func (h *outputOptions) flags(f *pflag.FlagSet) {
	f.StringVarP(&h.path, "output", "o", "", "flag.output")
	f.StringVar(&h.format, "format", "", "flag.format")
	f.IntVar(&h.chars, "chars", defaultChars, "flag.chars")
	f.BoolVar(&h.force, "force", false, "flag.force")
	f.BoolVar(&h.copy, "copy", false, "flag.copy")
	f.StringVar(&h.qr, "qr", "", "flag.qr")
	f.Lookup("qr").NoOptDefVal = onScreen
}
