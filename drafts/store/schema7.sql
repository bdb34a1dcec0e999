-- The size of the file sent.log that this database knows. If the file has another size, it is compared with the attempts: the database
-- may be an older copy. Before there is such a file: -1 in a new database, -3 in one that has letters of an earlier version.
CREATE TABLE sent_log (size INTEGER NOT NULL) STRICT;
INSERT INTO sent_log SELECT iif(EXISTS (SELECT 1 FROM letters), -3, -1);

PRAGMA user_version = 7;
