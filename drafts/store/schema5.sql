-- Letters that are not finished: the answers so far, as JSON of the caller. Several may be of one place; the number tells which
-- was begun last.
CREATE TABLE unfinished (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  about TEXT, -- the id of the case, or of the letter that is changed; NULL of one that begins a case
  place TEXT NOT NULL,
  command TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (json_valid(state))
) STRICT;
CREATE INDEX unfinished_by_place ON unfinished (place, changed);

-- SHA-256 of the files of older versions that were looked at, so that none is taken in twice.
CREATE TABLE imports (digest TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

PRAGMA user_version = 5;
