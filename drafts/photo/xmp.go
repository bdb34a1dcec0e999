package photo

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// places are the properties of XMP that tell a place, as attributes and as elements: those of EXIF and of drones (GPS…),
// and the names of IPTC, which Photoshop keeps too. An element ends with its own name, since some of them hold others.
var places = sync.OnceValue(func() *regexp.Regexp {
	const space = `(?:\s(?:[^/>]|/[^>])*)?` // before the end of a tag, which may be />
	coordinate := `[A-Za-z0-9-]+:[Gg][Pp][Ss][A-Za-z]+`
	names := []string{"photoshop:City", "photoshop:State", "photoshop:Country", "Iptc4xmpCore:Location", "Iptc4xmpCore:CountryCode"}
	for _, name := range []string{
		"LocationCreated", "LocationShown", "City", "Sublocation", "ProvinceState", "CountryCode", "CountryName", "WorldRegion",
		"LocationId", "LocationName",
	} {
		names = append(names, "Iptc4xmpExt:"+name)
	}
	patterns := []string{
		`\s(?:` + coordinate + `|` + strings.Join(names, "|") + `)\s*=\s*(?:"[^"]*"|'[^']*')`,
		`<` + coordinate + space + `(?:/>|>.*?</` + coordinate + `\s*>)`,
	}
	for _, name := range names {
		patterns = append(patterns, `<`+name+space+`(?:/>|>.*?</`+name+`\s*>)`)
	}
	return regexp.MustCompile(`(?s)` + strings.Join(patterns, "|"))
})

// xmp overwrites the places in every XMP packet with spaces, which XML does not mind.
func xmp(data []byte) (removed bool) {
	const begin, end = "<rdf:RDF", "</rdf:RDF>" // with x:xmpmeta round it, or without
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
		for _, at := range places().FindAllIndex(text, -1) {
			removed = true
			for i := at[0]; i < at[1]; i++ {
				text[i] = ' '
			}
		}
		data = data[from+length:]
	}
}
