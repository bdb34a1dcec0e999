package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"

	"draft/drafts/field"
)

// tokenSize is the length of the name of the folder that a file has for itself.
const tokenSize = field.StoredTokenSize

// evidenceToken returns the name of the folder of a file. By it everything that names the file is found, and Check finds a changed file.
func evidenceToken(name string, data []byte) string {
	digest := sha256.New()
	digest.Write([]byte(name + "\x00"))
	digest.Write(data)
	return hex.EncodeToString(digest.Sum(nil))[:tokenSize]
}

// tokensIn calls found with all that may be tokens in a text, and where they are. A path may stand in the text in any form, such as JSON
// with its escapes, because a token has only letters and digits.
func tokensIn(text string, found func(token string, at int)) {
	for i := tokenSize - 1; i < len(text); i += tokenSize { // no token fits between two of these
		if !isHexadecimal(text[i]) {
			continue
		}
		begin, end := i, i+1
		for begin > 0 && isHexadecimal(text[begin-1]) {
			begin--
		}
		for end < len(text) && isHexadecimal(text[end]) {
			end++
		}
		if end-begin == tokenSize {
			found(strings.ToLower(text[begin:end]), begin) // on Windows somebody may have typed it in capitals
		}
		i = end
	}
}

func isHexadecimal(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// evidenceQuery selects whatever may name a file: the letters, removed ones too, their histories, and the unfinished letters.
const evidenceQuery = `SELECT id, content FROM letters JOIN contents USING (number)
	UNION ALL SELECT letter, data FROM events UNION ALL SELECT id, state FROM unfinished`

// naming is a place where a token stands.
type naming struct {
	id     string // of the letter or the unfinished letter
	isPath bool   // it stands in a path to evidence, not in another text by chance
}

// namedEvidence returns what may be the token of a file in anything that is saved.
func namedEvidence(q querier) (map[string]naming, error) {
	rows, err := q.rows(evidenceQuery)
	if err != nil {
		return nil, err
	}
	named := map[string]naming{}
	var id, text string
	for rows.Next() {
		if err := rows.Scan(&id, &text); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		tokensIn(text, func(token string, at int) {
			isPath := strings.HasSuffix(text[:at], evidenceName+"/") || strings.HasSuffix(text[:at], evidenceName+`\\`)
			if isPath || !named[token].isPath {
				named[token] = naming{id, isPath}
			}
		})
	}
	return named, errors.Join(rows.Err(), rows.Close())
}
