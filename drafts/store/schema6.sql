-- What a letter is about. Letters that share a key must not both be sent unasked, unless both keys are numbered: then the payments
-- have order numbers, and these decide.
CREATE TABLE letter_keys (
  letter TEXT NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('order', 'payment', 'other')),
  key TEXT NOT NULL,
  numbered INTEGER NOT NULL,
  PRIMARY KEY (letter, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_keys_by_key ON letter_keys (key, numbered);

-- The keys of tries that stay unknown although the letter is to be sent again.
CREATE TABLE attempt_keys (
  attempt INTEGER NOT NULL REFERENCES attempts (number) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('order', 'payment', 'other')),
  key TEXT NOT NULL,
  numbered INTEGER NOT NULL,
  PRIMARY KEY (attempt, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_keys_by_key ON attempt_keys (key, numbered);

-- The one key that a letter had. splitKeys replaces it afterwards if the answers can be read.
INSERT INTO letter_keys SELECT id, 'other', matter, 0 FROM letters WHERE matter <> '';
INSERT INTO attempt_keys SELECT number, 'other', matter, 0 FROM attempts WHERE matter <> '';
DROP INDEX letters_by_matter;
DROP INDEX attempts_by_matter;
ALTER TABLE letters DROP COLUMN matter;
ALTER TABLE attempts DROP COLUMN matter;

PRAGMA user_version = 6;
