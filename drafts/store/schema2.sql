-- It grows with every change of the letter, so that who changes one knows that nobody else has meanwhile.
ALTER TABLE letters ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

-- Of tries that stay unknown although the letter is to be sent again: what may be out, whatever becomes of the letter.
-- Empty for all others.
ALTER TABLE attempts ADD COLUMN matter TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN message_id TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN recipients TEXT NOT NULL DEFAULT '';
CREATE INDEX attempts_by_matter ON attempts (matter) WHERE matter <> '';
CREATE INDEX attempts_by_message ON attempts (message_id) WHERE message_id <> '';
UPDATE attempts SET matter = l.matter, message_id = ifnull(l.message_id, ''),
    recipients = ifnull(l.envelope_to, l.recipients)
  FROM letters l WHERE l.id = attempts.letter AND attempts.status = 'unknown' AND l.status <> 'unknown';

-- Each holds one digest: of a key with a recipient, or of a Message-ID. Those of keys that named all recipients match
-- nothing any more.
ALTER TABLE tombstones ADD COLUMN status TEXT NOT NULL DEFAULT 'sent';
UPDATE tombstones SET matter = '';
DELETE FROM tombstones WHERE message_id = '';

PRAGMA user_version = 2;
