package store

import (
	"encoding/json"

	"draft/drafts"
)

// The keys of the letter l, and of the attempt a.
const (
	keysColumn        = `(SELECT ` + keysArray + ` FROM letter_keys WHERE letter = l.id)`
	attemptKeysColumn = `(SELECT ` + keysArray + ` FROM attempt_keys WHERE attempt = a.number)`
)

// matches is the condition that drafts.Key.Matches states, for a row k of a table of keys. As a range of numbered it is found in the
// index, so that a thousand numbered payments of the same minute are not read one by one.
const matches = sameKey + ` AND k.numbered <= 1 - own.numbered`

// keyList returns keys as the queries take them. A key without text matches no other.
func keyList(keys []drafts.Key) (string, error) {
	list := []drafts.Key{}
	for _, k := range keys {
		if k.Text = clean(k.Text); k.Text != "" {
			list = append(list, k)
		}
	}
	text, err := json.Marshal(list)
	return string(text), err
}

// setKeys replaces the keys of a letter.
func (j *job) setKeys(id string, keys []drafts.Key) error {
	if _, err := j.exec(`DELETE FROM letter_keys WHERE letter = ?`, id); err != nil {
		return err
	}
	return j.addKeys(id, keys)
}

// addKeys adds keys to those of a letter.
func (j *job) addKeys(id string, keys []drafts.Key) error {
	for _, k := range keys {
		if k.Text == "" {
			continue
		}
		_, err := j.exec(`INSERT INTO letter_keys (letter, kind, key, numbered) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			id, k.Kind, clean(k.Text), k.Numbered)
		if err != nil {
			return err
		}
	}
	return nil
}

// keysOf returns the keys of letters, by their IDs.
func (j *job) keysOf(ids []string) (map[string][]drafts.Key, error) {
	text, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	keys := map[string][]drafts.Key{}
	_, err = rowsOf(j, func(row scanner) (struct{}, error) {
		var id string
		var k drafts.Key
		err := row.Scan(&id, &k.Kind, &k.Text, &k.Numbered)
		keys[id] = append(keys[id], k)
		return struct{}{}, err
	}, `SELECT k.letter, k.kind, k.key, k.numbered FROM `+listed+` CROSS JOIN letter_keys k WHERE k.letter = value`, string(text))
	return keys, err
}
