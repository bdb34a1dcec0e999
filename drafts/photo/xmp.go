package photo

import (
	"bytes"
	"regexp"
	"sync"
)

// places are the properties of XMP that tell a place: those of EXIF (GPS…), as attributes and as elements.
var places = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?s)\s[A-Za-z0-9]+:GPS[A-Za-z]+\s*=\s*(?:"[^"]*"|'[^']*')|<[A-Za-z0-9]+:GPS[A-Za-z]+(?:\s[^>]*)?(?:/>|>.*?</[A-Za-z0-9]+:GPS[A-Za-z]+\s*>)`)
})

// xmp overwrites the places in every XMP packet with spaces, which XML does not mind.
func xmp(data []byte) (removed bool) {
	const begin, end = "<x:xmpmeta", "</x:xmpmeta>"
	for {
		from := bytes.Index(data, []byte(begin))
		if from < 0 {
			return removed
		}
		length := bytes.Index(data[from:], []byte(end))
		if length < 0 {
			return removed
		}
		text := data[from : from+length]
		if bytes.Contains(text, []byte(":GPS")) {
			for _, at := range places().FindAllIndex(text, -1) {
				removed = true
				for i := at[0]; i < at[1]; i++ {
					text[i] = ' '
				}
			}
		}
		data = data[from+length:]
	}
}
