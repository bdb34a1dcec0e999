-- Times are milliseconds since 1970, UTC. Lists are lines.
CREATE TABLE letters (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN
    ('draft', 'queued', 'sending', 'committing', 'sent', 'failed-temp', 'failed-perm', 'unknown')),
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  moved INTEGER NOT NULL, -- when the status became what it is; of one that is unknown, when its end was sent
  removed INTEGER,
  again INTEGER NOT NULL,
  matter TEXT NOT NULL, -- the key
  owner TEXT CHECK ((owner IS NOT NULL) = (status IN ('sending', 'committing'))),
  file TEXT CHECK ((file IS NULL) = (status = 'draft')),
  message_id TEXT,
  digest TEXT,
  size INTEGER,
  frozen INTEGER,
  account TEXT,
  envelope_from TEXT,
  envelope_to TEXT,
  sender TEXT NOT NULL,
  recipients TEXT NOT NULL,
  subject TEXT NOT NULL,
  words TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
CREATE INDEX letters_by_time ON letters (created, id);
CREATE INDEX letters_by_matter ON letters (matter) WHERE matter <> '';
CREATE INDEX letters_by_message ON letters (message_id) WHERE message_id <> '';
CREATE INDEX letters_held ON letters (owner) WHERE owner IS NOT NULL;
CREATE INDEX letters_unknown ON letters (created, id) WHERE status = 'unknown';

-- In the order in which they began, whatever the clock said.
CREATE TABLE attempts (
  number INTEGER PRIMARY KEY,
  letter TEXT NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
  began INTEGER NOT NULL,
  committing INTEGER,
  ended INTEGER,
  status TEXT NOT NULL,
  stage TEXT NOT NULL,
  code INTEGER NOT NULL,
  said TEXT NOT NULL,
  recipient TEXT NOT NULL,
  account TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_by_letter ON attempts (letter);

-- What is left of letters that were sent and purged: digests, so that a key is still sent once.
CREATE TABLE tombstones (
  matter TEXT NOT NULL,
  message_id TEXT NOT NULL,
  sent INTEGER NOT NULL
) STRICT;
CREATE INDEX tombstones_by_matter ON tombstones (matter) WHERE matter <> '';
CREATE INDEX tombstones_by_message ON tombstones (message_id) WHERE message_id <> '';

PRAGMA application_id = 0x64726674;
PRAGMA user_version = 1;
