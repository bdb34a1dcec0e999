package store

import (
	"bytes"
	"encoding/json"
	"strings"
)

// relocated returns JSON of the caller in which each path to evidence is that in the folder of this store: the store may have been moved,
// or unpacked from a backup on another machine.
func (s *Store) relocated(data []byte) []byte {
	if !bytes.Contains(data, []byte(evidenceName+"/")) && !bytes.Contains(data, []byte(evidenceName+`\\`)) { // almost always
		return data
	}
	var b bytes.Buffer
	rest := data
	for {
		begin, end := jsonString(rest)
		if end < 0 {
			b.Write(rest)
			return b.Bytes()
		}
		b.Write(rest[:begin])
		b.Write(s.relocatedString(rest[begin:end]))
		rest = rest[end:]
	}
}

// jsonString returns where the first string in a JSON text begins and ends; the end is -1 if there is none.
func jsonString(text []byte) (begin, end int) {
	begin = bytes.IndexByte(text, '"')
	for i := begin + 1; begin >= 0 && i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return begin, i + 1
		}
	}
	return begin, -1
}

// relocatedString is relocated for one string. An answer has a path in each line.
func (s *Store) relocatedString(quoted []byte) []byte {
	var text string
	if json.Unmarshal(quoted, &text) != nil {
		return quoted
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = s.relocatedPath(line)
	}
	moved := strings.Join(lines, "\n")
	if moved == text {
		return quoted
	}
	quoted, _ = json.Marshal(moved) // a text always can
	return quoted
}

// relocatedPath returns the path in this store of a file that is here, and every other line as it is.
func (s *Store) relocatedPath(line string) string {
	path, mark := line, ""
	if n := len(line); n > 1 && line[0] == line[n-1] && strings.ContainsRune(`"'`, rune(line[0])) {
		path, mark = line[1:n-1], line[:1]
	}
	isWindows := len(path) > 2 && path[1] == ':' || strings.HasPrefix(path, `\\`)
	if !isWindows && !strings.HasPrefix(path, "/") { // a sentence, perhaps
		return line
	}
	tokensIn(path, func(token string, at int) {
		before, name := path[:at], path[at+tokenSize:]
		isPath := strings.HasSuffix(before, evidenceName+"/") || strings.HasSuffix(before, evidenceName+`\`)
		if !isPath || strings.LastIndexAny(name, `/\`) != 0 {
			return
		}
		if here := s.engine.evidencePath(token, name[1:]); here != "" {
			line = mark + here + mark
		}
	})
	return line
}
