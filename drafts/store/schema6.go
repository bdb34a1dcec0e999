package store

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"

	"draft/drafts"
)

// splitKeys replaces the one key that a letter had before version 6 by those that drafts.Keys makes today. It reads the old key and
// the answers by their shapes, because the template of a kind may be gone. A letter about a case, a message of another program, and
// what cannot be read keep the old key.
func splitKeys(j *job) error {
	type oldLetter struct{ id, kind, key, content string }
	for after := ""; ; {
		letters, err := rowsOf(j, func(row scanner) (l oldLetter, err error) {
			err = row.Scan(&l.id, &l.kind, &l.key, &l.content)
			return l, err
		}, `SELECT k.letter, l.kind, k.key, coalesce(c.content, '') FROM letter_keys k JOIN letters l ON l.id = k.letter LEFT JOIN contents c USING (number)
			WHERE k.letter > ? AND l.about IS NULL AND l.kind <> '' ORDER BY k.letter LIMIT 500`, after)
		if err != nil || len(letters) == 0 {
			return err
		}
		for _, l := range letters {
			keys := splitKey(l.kind, l.key, answersOf(l.content))
			if keys == nil {
				continue
			}
			if err := j.setKeys(l.id, keys); err != nil {
				return err
			}
			// A try that may have arrived and had the same key was about the same; another one keeps its own key.
			_, err := j.exec(`INSERT INTO attempt_keys (attempt, kind, key, numbered)
				SELECT o.attempt, k.kind, k.key, k.numbered FROM attempts a JOIN attempt_keys o ON o.attempt = a.number JOIN letter_keys k USING (letter)
				WHERE a.letter = ?1 AND o.key = ?2
				ON CONFLICT DO NOTHING`, l.id, l.key)
			if err != nil {
				return err
			}
		}
		after = letters[len(letters)-1].id
	}
}

// answersOf returns the answers in the content of a letter; nil if it cannot be read.
func answersOf(content string) []drafts.Answer {
	var r drafts.Record
	if json.Unmarshal([]byte(content), &r) != nil {
		return nil
	}
	return r.Answers
}

// shape is the shape of an answer in records and in old keys. It is compiled when it is first needed, because few runs migrate.
type shape = func() *regexp.Regexp

var (
	timeShape   = shapeOf(`^\d{4}-\d\d-\d\d( \d\d:\d\d)?$`)
	amountShape = shapeOf(`^\d+\.\d\d$`)
	orderShape  = shapeOf(`^[0-9A-Z]{4,64}$`)
)

func shapeOf(pattern string) shape {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// splitKey returns the keys of a letter that had an old key: the kind, the account, and the order numbers, or without these the first
// time and the first amount. It returns nil if the old key is of another form.
func splitKey(kind, old string, answers []drafts.Answer) []drafts.Key {
	lines := strings.Split(old, "\n")
	if lines[0] != kind {
		return nil
	}
	base, about := lines[:1], lines[1:]
	if len(about) > 0 && strings.HasPrefix(about[0], "douyin_id=") {
		base, about = lines[:2], lines[2:]
	}
	key := func(of drafts.KeyKind, lines ...string) drafts.Key {
		return drafts.Key{Kind: of, Text: strings.Join(slices.Concat(base, lines), "\n")}
	}
	if len(about) == 2 && shaped(about[0], timeShape) && shaped(about[1], amountShape) {
		return []drafts.Key{key(drafts.KeyPayment, about...)}
	}
	var keys []drafts.Key
	for _, line := range about {
		if !shaped(line, orderShape) {
			return nil
		}
		field, _, _ := strings.Cut(about[0], "=")
		_, number, _ := strings.Cut(line, "=")
		keys = append(keys, key(drafts.KeyOrder, field+"="+number))
	}
	at, amount := firstShaped(answers, timeShape), firstShaped(answers, amountShape)
	if keys != nil && at != "" && amount != "" {
		k := key(drafts.KeyPayment, at, amount)
		k.Numbered = true
		keys = append(keys, k)
	}
	if len(base) == 1 && len(about) > 1 && keys != nil { // without an account, the lines may be all answers
		keys = append(keys, drafts.Key{Kind: drafts.KeyOther, Text: old})
	}
	return keys
}

// shaped reports whether the answer in a line of a key has a shape.
func shaped(line string, s shape) bool {
	_, answer, _ := strings.Cut(line, "=")
	return s().MatchString(answer)
}

// firstShaped returns the line of the first answer of a shape; "" if there is none.
func firstShaped(answers []drafts.Answer, s shape) string {
	for _, a := range answers {
		if s().MatchString(a.Text) {
			return a.Name + "=" + a.Text
		}
	}
	return ""
}
