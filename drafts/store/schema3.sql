-- What a letter is made of stands by itself: while a letter is sent its row is written several times.
CREATE TABLE contents (
  number INTEGER PRIMARY KEY REFERENCES letters (number) ON DELETE CASCADE,
  words TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
INSERT INTO contents SELECT number, words, content FROM letters;
ALTER TABLE letters DROP COLUMN words;
ALTER TABLE letters DROP COLUMN content;

-- Processes that note in a file of their own how far letters have come. Where that file is lost, so is what was noted.
CREATE TABLE ledgers (owner TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

PRAGMA user_version = 3;
