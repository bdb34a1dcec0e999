-- A store of version 8 with something in it, as its SQL. It is never changed.
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
  revision INTEGER NOT NULL DEFAULT 1, about TEXT, state TEXT NOT NULL DEFAULT 'prepared', clock INTEGER, due_first INTEGER NOT NULL DEFAULT 0, due_last INTEGER NOT NULL DEFAULT 0, due_by INTEGER NOT NULL DEFAULT 0, reply_first INTEGER NOT NULL DEFAULT 0, reply_last INTEGER NOT NULL DEFAULT 0, removed_by TEXT NOT NULL DEFAULT '') STRICT;
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
, message_id TEXT NOT NULL DEFAULT '', recipients TEXT NOT NULL DEFAULT '', seat TEXT NOT NULL DEFAULT '', resolved_by TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE tombstones (
  matter TEXT NOT NULL,
  message_id TEXT NOT NULL,
  sent INTEGER NOT NULL
, status TEXT NOT NULL DEFAULT 'sent') STRICT;
CREATE TABLE contents (
  number INTEGER PRIMARY KEY REFERENCES letters (number) ON DELETE CASCADE,
  words TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
CREATE TABLE ledgers (owner TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE events (
  number INTEGER PRIMARY KEY,
  letter TEXT NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  noted INTEGER NOT NULL,
  data TEXT NOT NULL
, seat TEXT NOT NULL DEFAULT '') STRICT;
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
CREATE TABLE imports (digest TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE sent_log (size INTEGER NOT NULL) STRICT;
CREATE TABLE letter_keys (
  letter TEXT NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('order', 'payment', 'other')),
  key TEXT NOT NULL,
  numbered INTEGER NOT NULL,
  PRIMARY KEY (letter, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE attempt_keys (
  attempt INTEGER NOT NULL REFERENCES attempts (number) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('order', 'payment', 'other')),
  key TEXT NOT NULL,
  numbered INTEGER NOT NULL,
  PRIMARY KEY (attempt, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX letters_by_time ON letters (created, id);
CREATE INDEX letters_by_message ON letters (message_id) WHERE message_id <> '';
CREATE INDEX letters_held ON letters (owner) WHERE owner IS NOT NULL;
CREATE INDEX letters_unknown ON letters (created, id) WHERE status = 'unknown';
CREATE INDEX attempts_by_letter ON attempts (letter);
CREATE INDEX tombstones_by_matter ON tombstones (matter) WHERE matter <> '';
CREATE INDEX tombstones_by_message ON tombstones (message_id) WHERE message_id <> '';
CREATE INDEX attempts_by_message ON attempts (message_id) WHERE message_id <> '';
CREATE INDEX letters_due ON letters (clock, due_first, due_last, due_by, created, id, removed)
  WHERE clock IS NOT NULL AND removed IS NULL;
CREATE INDEX letters_by_state ON letters (state, created, id, clock, about, removed)
  WHERE state <> 'prepared' AND clock IS NULL AND about IS NULL AND removed IS NULL;
CREATE INDEX letters_belonging ON letters (about, created, id) WHERE about IS NOT NULL;
CREATE INDEX events_by_letter ON events (letter, at);
CREATE INDEX unfinished_by_place ON unfinished (place, changed);
CREATE INDEX letter_keys_by_key ON letter_keys (key, numbered);
CREATE INDEX attempt_keys_by_key ON attempt_keys (key, numbered);
CREATE TABLE accounts (
  account TEXT PRIMARY KEY,
  turn INTEGER NOT NULL, -- when the last letter went, or will go, in microseconds, as moved is
  moved INTEGER NOT NULL -- when turn was set, which tells whether the clock was set back since
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_by_account ON attempts (account, began);
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN
  SELECT raise(ABORT, 'an event is never changed');
END;
CREATE TRIGGER events_last BEFORE DELETE ON events WHEN EXISTS (SELECT 1 FROM letters WHERE id = OLD.letter) BEGIN
  SELECT raise(ABORT, 'an event goes only with its letter');
END;

PRAGMA application_id = 0x64726674;
PRAGMA user_version = 8;
INSERT INTO letters (id, kind, status, created, changed, moved, removed, again, owner, file, message_id, digest,
  size, frozen, account, envelope_from, envelope_to, sender, recipients, subject, revision, state, clock,
  due_first, due_last, due_by, reply_first, reply_last) VALUES
  ('draftdraftdraft0', 'refund', 'draft', 1764000000000, 1764000000000, 1764000000000, NULL, 0, NULL, NULL,
   NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'a@example.com', 'b@example.com' || x'0a', '充值', 3, 'prepared', NULL, 0, 0, 0, 3, 15),
  ('sentsentsentsent', '', 'sent', 1764000001000, 1764000002000, 1764000002000, NULL, 1, NULL,
   'sentsentsentsent-abcdefghij.eml', '<1@example.com>', '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
   5, 1764000001000, 'work', 'a@example.com', 'b@example.com' || x'0a', 'a@example.com', 'b@example.com' || x'0a', 'x', 2, 'submitted',
   20416, 0, 0, 20420, 0, 0);
INSERT INTO contents (number, words, content) VALUES (1, 'words', '{"a":1}'), (2, '', 'null');
INSERT INTO letter_keys (letter, kind, key, numbered) VALUES
  ('draftdraftdraft0', 'payment', 'matter', 0), ('sentsentsentsent', 'other', 'matter', 0);
INSERT INTO attempts (letter, began, committing, ended, status, stage, code, said, recipient, account, seat) VALUES
  ('sentsentsentsent', 1764000001500, 1764000001600, 1764000002000, 'sent', '', 250, 'OK', '', 'work', 'left window');
INSERT INTO tombstones (matter, message_id, sent, status) VALUES
  ('', '52927f3a66247df5a9c8580ce81a7b687de6430cb0370ef137af00e1ded73699', 1763000000000, 'sent'),
  ('5c3163db533bac0b30ab32d1bf657c4ab0ab9620ecefec07a0c6d5844d94cf67', '', 1763000000000, 'sent');
INSERT INTO events (letter, at, noted, data, seat) VALUES ('sentsentsentsent', 1764000003000, 1764000004000, '{"said":"x"}', 'left window');
INSERT INTO accounts VALUES ('work', 1764000007000000, 1764000006000000);
INSERT INTO unfinished (id, kind, about, place, command, revision, created, changed, state) VALUES
  ('halfhalfhalfhalf', 'followup', 'sentsentsentsent', 'followup-sentsentsentsent', 'draft followup sentsentsentsent', 2,
   1764000005000, 1764000006000, '{"a":1}');
INSERT INTO imports (digest) VALUES ('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08');
INSERT INTO sent_log VALUES (0);
