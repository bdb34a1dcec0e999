-- Who did it: the name of a seat, which is one of several people or machines at one store; '' if it has none.
ALTER TABLE events ADD COLUMN seat TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN seat TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN resolved_by TEXT NOT NULL DEFAULT ''; -- found out what became of one that was unknown
ALTER TABLE letters ADD COLUMN removed_by TEXT NOT NULL DEFAULT '';

-- The turns of the accounts that send at a pace. All processes that send by an account take their turns here.
CREATE TABLE accounts (
  account TEXT PRIMARY KEY,
  turn INTEGER NOT NULL, -- when the last letter went, or will go, in microseconds, as moved is
  moved INTEGER NOT NULL -- when turn was set, which tells whether the clock was set back since
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_by_account ON attempts (account, began);

PRAGMA user_version = 8;
