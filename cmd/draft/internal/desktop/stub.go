package desktop

import "os"

type Way struct {
	Terminal bool
	Tool     string
}
type Desktop struct {
	Env          func(string) string
	In, Out, Err *os.File
}

func (d *Desktop) Copy(text string) (Way, error)             { return Way{Tool: "stub"}, nil }
func (d *Desktop) Edit(path string) error                    { return nil }
func (d *Desktop) Open(path string) error                    { return nil }
func (d *Desktop) Page(text, hint string) (bool, error)      { return false, nil }
