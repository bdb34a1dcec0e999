-- The size of the file sent.log that this database knows. If the file has another size, it is compared with the attempts: the database
-- may be an older copy. -1 is a database that never had such a file.
CREATE TABLE sent_log (size INTEGER NOT NULL) STRICT;
INSERT INTO sent_log VALUES (-1);

PRAGMA user_version = 7;
