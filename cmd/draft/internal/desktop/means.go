package desktop

import (
	"os/exec"
	"path/filepath"
)

// Means are the programs of the user's machine that a run would use.
type Means struct {
	Clipboard      Way
	ClipboardError error
	Editor         string
	EditorError    error
	Shows          bool // see Desktop.Shows
}

// Means returns what Copy, Edit and Open would use, without starting it.
func (d Desktop) Means() Means {
	m := Means{Shows: d.Shows()}
	m.Clipboard, m.ClipboardError = d.clipboard()
	_, words, err := d.editor()
	if err == nil {
		m.Editor = words[0]
		_, err = exec.LookPath(words[0])
	}
	if err != nil {
		m.EditorError = err
	}
	return m
}

// clipboard returns the way that Copy would try first.
func (d Desktop) clipboard() (Way, error) {
	if d.is("windows") && !d.isRemote() {
		return Way{}, nil
	}
	if !d.isRemote() {
		for _, t := range d.clipboards() {
			if _, err := exec.LookPath(t.name); err == nil {
				return Way{Tool: filepath.Base(t.name)}, nil
			}
		}
	}
	if err := d.terminalCopies(0); err != nil {
		return Way{}, err
	}
	return Way{Terminal: true}, nil
}
