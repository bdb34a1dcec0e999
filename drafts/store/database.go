package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// patience is how long a change waits for those of other processes. They last milliseconds.
const patience = 10 * time.Second

// connections that one process has: one that writes, the others read.
const connections = 4

// dataSource names a database for SQLite. A path may hold anything, so it is escaped as a URI wants it. The file must
// exist: SQLite never makes it.
func dataSource(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	return "file://" + (&url.URL{Path: path}).EscapedPath() +
		"?mode=rw&_busy_timeout=10000&_foreign_keys=1&_synchronous=FULL"
}

func openDatabase(path string) (*sql.DB, error) {
	connector, err := sqlite.NewConnector(dataSource(path))
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// application marks our databases among those of other programs, in a field of the file that SQLite has for it.
const application = 0x64726674 // "drft"

// prepareDatabase brings the database to the last version of its schema. In the common case that is one question.
func (s *Store) prepareDatabase(ctx context.Context) error {
	// Not the writer's: a run that only reads needs no second connection, and to open one costs a millisecond.
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return s.foreign(err)
	}
	defer conn.Close() //nolint:errcheck // it goes back to the others
	var owner, version int
	var mode string
	err = conn.QueryRowContext(ctx, `SELECT application_id, user_version, journal_mode
		FROM pragma_application_id, pragma_user_version, pragma_journal_mode`).Scan(&owner, &version, &mode)
	switch {
	case err != nil:
		return s.foreign(err)
	case version > 0 && owner != application, version == 0 && owner != 0:
		return s.foreign(errForeign)
	case version > len(migrations):
		return &NewerError{Version: version, Known: len(migrations)}
	}
	if version == 0 {
		if err := s.refuseForeign(ctx, conn); err != nil {
			return err
		}
	}
	if mode != "wal" { // a new one, or one that was unpacked from a backup
		if err := writeAhead(ctx, conn); err != nil {
			return failed(err)
		}
	}
	if version < len(migrations) {
		return s.migrate(ctx)
	}
	return nil
}

var errForeign = errors.New("a database of another program")

// refuseForeign wants a database without a version to be an empty one, or one that another process has just prepared.
func (s *Store) refuseForeign(ctx context.Context, conn *sql.Conn) error {
	var tables int
	err := conn.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM sqlite_master) * (SELECT application_id = 0 FROM pragma_application_id)`).Scan(&tables)
	if err != nil {
		return s.foreign(err)
	}
	if tables > 0 {
		return s.foreign(errForeign)
	}
	return nil
}

// foreign tells a file that is no database of ours from one that cannot be opened.
func (s *Store) foreign(err error) error {
	if errors.Is(err, errForeign) || resultCode(err)&0xff == sqlite3.SQLITE_NOTADB {
		return &NotStore{Path: s.path(databaseName), Err: err}
	}
	return failed(err)
}

// writeAhead turns on the WAL, which lasts. SQLite does not wait for other processes that do the same, so we do.
func writeAhead(ctx context.Context, conn *sql.Conn) error {
	give := time.NewTimer(patience)
	defer give.Stop()
	for wait := time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		var mode string
		err := conn.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode)
		if err == nil && mode != "wal" {
			return &Failed{CodeReadOnly, errors.New("no write-ahead log: " + mode)}
		}
		if resultCode(err)&0xff != sqlite3.SQLITE_BUSY {
			return err
		}
		select {
		case <-time.After(wait):
		case <-give.C:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// migrate applies what is missing, each step in a transaction of its own. Another process may be at it too: who comes
// second finds the version that the first one left.
func (s *Store) migrate(ctx context.Context) error {
	for step, statements := range migrations {
		err := s.writer.do(ctx, func(t *turn) error {
			var version int
			if err := t.row(`SELECT user_version FROM pragma_user_version`).Scan(&version); err != nil {
				return err
			}
			switch {
			case version > len(migrations):
				return &NewerError{Version: version, Known: len(migrations)}
			case version != step:
				return nil
			}
			return t.script(statements)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
