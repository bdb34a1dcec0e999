package answers

import (
	"encoding/binary"
	"encoding/xml"
)

const (
	chunkBits = 21 // so that a chunk is larger than any text with its length
	chunkSize = 1 << chunkBits
)

// sharedStrings are the texts of a workbook to which cells refer by number. All of them are in memory, because cells may refer to them
// in any order. They are packed, because a hundred thousand rows may have a million of them.
type sharedStrings struct {
	chunks [][]byte // each text after its length
	starts []uint32 // for each text the number of its chunk and, in the low chunkBits, its offset there
}

func (s *sharedStrings) add(text string) {
	last := len(s.chunks) - 1
	if last < 0 || len(s.chunks[last])+binary.MaxVarintLen32+len(text) > chunkSize {
		last++
		s.chunks = append(s.chunks, make([]byte, 0, chunkSize))
	}
	chunk := s.chunks[last]
	s.starts = append(s.starts, uint32(last<<chunkBits|len(chunk)))
	s.chunks[last] = append(binary.AppendUvarint(chunk, uint64(len(text))), text...)
}

func (s *sharedStrings) text(i int) (text string, ok bool) {
	if i < 0 || i >= len(s.starts) {
		return "", false
	}
	chunk := s.chunks[s.starts[i]>>chunkBits][s.starts[i]%chunkSize:]
	length, size := binary.Uvarint(chunk)
	return string(chunk[size : size+int(length)]), true
}

func (w *workbook) readShared(part string) error {
	return w.forEachElement(part, maxShared, func(p *partReader, start xml.StartElement) error {
		if start.Name.Local != "si" {
			return nil
		}
		text, err := p.richText("si")
		w.shared.add(text)
		return err
	})
}
