package main

import "github.com/spf13/pflag"

// outputOptions are the flags for the output of a finished letter, whether it was just written or is a kept one.
type outputOptions struct {
	app    *app
	path   string
	format string
	chars  int
	force  bool
	copy   bool
	qr     string // a file name or onScreen
}

// flags defines the flags.
func (h *outputOptions) flags(f *pflag.FlagSet) {
	f.StringVarP(&h.path, "output", "o", "", "flag.output")
	f.StringVar(&h.format, "format", "", "flag.format")
	f.IntVar(&h.chars, "chars", defaultChars, "flag.chars")
	f.BoolVar(&h.force, "force", false, "flag.force")
	f.BoolVar(&h.copy, "copy", false, "flag.copy")
	f.StringVar(&h.qr, "qr", "", "flag.qr")
	f.Lookup("qr").NoOptDefVal = onScreen
	fileFlags(f, stdioOut, "output")
	fileFlags(f, stdioNone, "qr")
}
