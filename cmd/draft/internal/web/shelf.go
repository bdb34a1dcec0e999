package web

import (
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
)

// The limits of the shelf.
const (
	shelfEntries = 8
	shelfSize    = 256 << 20
	shelfAge     = time.Hour
)

// shelf keeps what uploads contained between the request that brought them and those that use them: in memory, a few at a time, and not
// for long. The oldest make room for new ones. It is safe for concurrent use.
type shelf struct {
	now func() time.Time

	mutex   sync.Mutex
	entries []shelfEntry // the oldest first
}

type shelfEntry struct {
	id      string
	put     time.Time
	size    int64
	content any
}

// put puts a content of a size on the shelf and returns its ID, which nobody can guess.
func (s *shelf) put(content any, size int64) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.sweep()
	id := rand.Text()
	s.entries = append(s.entries, shelfEntry{id, s.now(), size, content})
	for len(s.entries) > 1 && (len(s.entries) > shelfEntries || s.size() > shelfSize) {
		s.entries = slices.Delete(s.entries, 0, 1)
	}
	return id
}

// get returns the content of an ID; ok is false if the shelf does not have it any more.
func (s *shelf) get(id string) (content any, ok bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.sweep()
	i := slices.IndexFunc(s.entries, func(e shelfEntry) bool { return e.id == id })
	if i < 0 {
		return nil, false
	}
	return s.entries[i].content, true
}

// drop takes a content off the shelf.
func (s *shelf) drop(id string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.entries = slices.DeleteFunc(s.entries, func(e shelfEntry) bool { return e.id == id })
}

// sweep takes old contents off the shelf. What is left when nobody asks any more goes with the server, which ends after an idle hour.
func (s *shelf) sweep() {
	s.entries = slices.DeleteFunc(s.entries, func(e shelfEntry) bool { return s.now().Sub(e.put) > shelfAge })
}

func (s *shelf) size() (total int64) {
	for _, e := range s.entries {
		total += e.size
	}
	return total
}

// uploaded is a file that a page sent.
type uploaded struct {
	name    string
	content []byte
}

// uploadLimits are the limits of the files of one request.
type uploadLimits struct {
	number int
	size   int64 // of each
	total  int64
}

// maxBody is the most that is read of a request with files. What is above the limits is read and forgotten, because a browser that cannot
// send all of its request does not show the answer.
const maxBody = 4 << 30

// maxField is the most bytes of a field that is no file.
const maxField = 16 << 10

// noUpload is the ID of the error about a form that brought no file.
const noUpload = "web.upload_none"

// readUploads returns the files that a form sent and, in r.Form, its other fields, or its first error, which has words. It reads them into
// memory and never writes them to the disk, as http.Request.ParseMultipartForm may.
func readUploads(r *http.Request, most uploadLimits) (all []uploaded, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, view.Fail("web.upload_broken", nil, nil)
	}
	r.Form = r.URL.Query()
	left := most.total
	for {
		part, failed := parts.NextPart()
		switch {
		case errors.Is(failed, io.EOF) && err == nil && len(all) == 0:
			return nil, view.Fail(noUpload, nil, nil)
		case errors.Is(failed, io.EOF):
			return all, err
		case failed != nil:
			return nil, view.Fail("web.upload_broken", nil, nil)
		case part.FileName() == "" && part.Header.Get("Content-Type") == "": // a field that is no file
			text, _ := io.ReadAll(io.LimitReader(part, maxField))
			r.Form.Add(part.FormName(), string(text))
			continue
		case part.FileName() == "" || err != nil: // no file was chosen, or the rest is only read
			continue
		case len(all) == most.number:
			all, err = nil, view.Fail("web.upload_number", lang.Args{"Most": most.number}, nil)
			continue
		}
		name := uploadName(part.FileName())
		content, failed := io.ReadAll(io.LimitReader(part, min(most.size, left)+1))
		switch left -= int64(len(content)); {
		case failed != nil:
			return nil, view.Fail("web.upload_broken", nil, nil)
		case int64(len(content)) > most.size, left < 0:
			all, err = nil, view.TooLarge(name)
		default:
			all = append(all, uploaded{name, content})
		}
	}
}

// maxUploadName is the most bytes of the name of a file that are shown.
const maxUploadName = 200

// uploadName returns the name of a file for messages: a browser may send its folders too, and anybody any text.
func uploadName(sent string) string {
	return field.FileName(sent[strings.LastIndexAny(sent, `/\`)+1:], maxUploadName)
}
