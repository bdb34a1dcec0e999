package store

// Queries are in the SQL that SQLite and PostgreSQL share, with ?1 or ? for arguments, integers for booleans, and max(a, b) for the
// greater one, which PostgreSQL gets as a function of our schema. These expressions have no common form; the queries have them as SQLite
// wants them.
const (
	// listed is a list of texts that is passed as JSON in ?1; each is in the column value.
	listed = `json_each(?1)`
	// ownKeys reads the keys out of a list that keyList returned.
	ownKeys = `(SELECT value ->> 'text' AS key, coalesce(value ->> 'numbered', FALSE) AS numbered FROM json_each(?1))`
	// keysArray returns keys as JSON, as drafts.Key is read.
	keysArray = `json_group_array(json_object('kind', kind, 'text', key, 'numbered', json(CASE numbered WHEN 1 THEN 'true' ELSE 'false' END)))`
	// sameKey compares the keys of the rows k and own.
	sameKey = `k.key = own.key`
	// byDue makes SQLite count clocks in the index alone.
	byDue = ` INDEXED BY letters_due`
)
