-- How the case stands that a letter began. Days are numbers since 1970-01-01 of the calendar in China.
ALTER TABLE letters ADD COLUMN about TEXT; -- the id of the case that it belongs to; NULL of one that is a case itself
ALTER TABLE letters ADD COLUMN state TEXT NOT NULL DEFAULT 'prepared';
ALTER TABLE letters ADD COLUMN clock INTEGER; -- the day from which working days are counted; NULL: nobody is waited for
ALTER TABLE letters ADD COLUMN due_first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letters ADD COLUMN due_last INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letters ADD COLUMN due_by INTEGER NOT NULL DEFAULT 0; -- the day that was promised; 0: working days count
ALTER TABLE letters ADD COLUMN reply_first INTEGER NOT NULL DEFAULT 0; -- of the kind: working days until an answer
ALTER TABLE letters ADD COLUMN reply_last INTEGER NOT NULL DEFAULT 0;
-- What an index has nothing but NULL of stands in it so that whoever counts need not look at the letters.
CREATE INDEX letters_due ON letters (clock, due_first, due_last, due_by, created, id, removed)
  WHERE clock IS NOT NULL AND removed IS NULL;
CREATE INDEX letters_by_state ON letters (state, created, id, clock, about, removed)
  WHERE state <> 'prepared' AND clock IS NULL AND about IS NULL AND removed IS NULL;
CREATE INDEX letters_belonging ON letters (about, created, id) WHERE about IS NOT NULL;

-- What happened in a case, as JSON of the caller, in the order in which it was written down.
CREATE TABLE events (
  number INTEGER PRIMARY KEY,
  letter TEXT NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  noted INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_letter ON events (letter, at);
-- A history is only added to; it goes with its letter, which is not there any more when the cascade comes here.
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN
  SELECT raise(ABORT, 'an event is never changed');
END;
CREATE TRIGGER events_last BEFORE DELETE ON events WHEN EXISTS (SELECT 1 FROM letters WHERE id = OLD.letter) BEGIN
  SELECT raise(ABORT, 'an event goes only with its letter');
END;

-- Letters that are there already. What somebody spoiled in a content must not keep the store from opening.
UPDATE letters SET
    reply_first = json_extract(content, '$.reply_within[0]'),
    reply_last = json_extract(content, '$.reply_within[1]')
  FROM contents c WHERE c.number = letters.number AND iif(json_valid(content),
    json_type(content, '$.reply_within[0]') = 'integer' AND json_type(content, '$.reply_within[1]') = 'integer', FALSE);
UPDATE letters SET state = 'submitted', clock = iif(reply_last > 0, (moved + 28800000) / 86400000, NULL),
    due_first = reply_first, due_last = reply_last
  WHERE status = 'sent';

PRAGMA user_version = 4;
