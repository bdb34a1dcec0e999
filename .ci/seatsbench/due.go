package main

import (
	"fmt"
	"path/filepath"
	"time"
)

// fill puts so many cases into a store that has one letter: statements that both databases know.
const fill = `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %[1]d - 1)
	INSERT INTO letters (id, kind, status, created, changed, moved, again, sender, recipients, subject, state, clock, due_first, due_last)
	SELECT 'many' || (100000000000 + i), 'refund', 'draft', %[2]d + i, %[2]d + i, %[2]d + i, 0, 'zhangsan@example.com', 'feedback@douyin.com',
		'letter ' || i, 'submitted', %[3]d - i %% 250, 3, 15 FROM n;
	INSERT INTO contents (number, words, content) SELECT l.number, c.words, c.content FROM letters l
		CROSS JOIN (SELECT c.words, c.content FROM contents c ORDER BY c.number LIMIT 1) c WHERE l.subject LIKE 'letter %%';
	ANALYZE`

// due times `draft due` over many cases, on both databases in turn.
func (b *bench) due() error {
	now := time.Now()
	statements := fmt.Sprintf(fill, b.cases, now.AddDate(-1, 0, 0).UnixMilli(), now.Unix()/86400)
	folder := b.fresh("due")
	if err := b.keep(b.draft, folder); err != nil {
		return err
	}
	if _, err := measured("sqlite3", filepath.Join(folder, "draft.db"), statements); err != nil {
		return err
	}
	stores := []string{folder}
	if b.cluster != "" {
		url, err := b.database()
		if err != nil {
			return err
		}
		if err := b.keep(b.draft, url); err != nil {
			return err
		}
		if _, err := b.sql(nameOf(url), "SET search_path = draft; "+statements); err != nil {
			return err
		}
		stores = append(stores, url)
	}
	fmt.Printf("draft due over %d cases, medians of %d\n", b.cases, b.rounds)
	for i, store := range stores {
		var took []float64
		for range b.rounds {
			u, err := measured(b.draft, "due", "--store", store)
			if err != nil {
				return err
			}
			took = append(took, ms(u.time))
		}
		fmt.Printf("%10.1f ms  %s\n", median(took), []string{"SQLite", "PostgreSQL"}[i])
	}
	return nil
}

// keep keeps a letter.
func (b *bench) keep(program, store string) error {
	_, err := measured(program, "refund", "--answers", b.answers, "--no-input", "--store", store, "-o", filepath.Join(b.folder, "letter.eml"), "--force")
	return err
}
