package main

import "github.com/spf13/pflag"

// handing is how a finished letter is given to whoever wants it: the flags of the output, and what they do. A letter
// that was just written and one that is kept are given in the same ways.
type handing struct {
	app    *app
	output string
	format string
	chars  int
	force  bool
	copy   bool
	qr     string // a file, or screen
}

func (h *handing) flags(f *pflag.FlagSet) {
	f.StringVarP(&h.output, "output", "o", "", "flag.output")
	f.StringVar(&h.format, "format", "", "flag.format")
	f.IntVar(&h.chars, "chars", defaultChars, "flag.chars")
	f.BoolVar(&h.force, "force", false, "flag.force")
	f.BoolVar(&h.copy, "copy", false, "flag.copy")
	f.StringVar(&h.qr, "qr", "", "flag.qr")
	f.Lookup("qr").NoOptDefVal = onScreen
}
