package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// busyTimeout is how long a change waits for those of other processes, which take milliseconds.
const busyTimeout = 10 * time.Second

// maxConnections is how many connections a process opens at most. The first one writes, and reads while it is idle; the
// others read while it is busy.
const maxConnections = 4

// dataSource returns the name of a database for SQLite, with the path escaped as in any URI. The file must exist, because
// SQLite would create it readable by everybody. What is deleted is overwritten with zeros, so that a finished interview
// leaves nothing behind. Fullfsync is for macOS, where an fsync alone leaves the data in the cache of the disk. Each
// connection caches 512 KiB of pages, not 2 MiB, because the system caches the file and the memory of a long queue is to
// stay that of a short one.
func dataSource(path string) string {
	return uri(path) + "?mode=rw&_busy_timeout=10000&_foreign_keys=1&_synchronous=FULL&_pragma=fullfsync(1)&_pragma=secure_delete(1)" +
		"&_pragma=cache_size(-512)"
}

// uri returns a path as SQLite wants it, without parameters.
func uri(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	return "file://" + (&url.URL{Path: path}).EscapedPath()
}

// readingSource is dataSource for a folder where nothing can be written. SQLite can read the log of a killed process there, but
// it cannot create the one that it wants if there is none; then it has to be told that nobody writes.
func readingSource(path string) (string, error) {
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", &NotStoreError{Path: path, Err: errNotRegular}
	}
	source := uri(path) + "?mode=ro&_busy_timeout=10000&_pragma=cache_size(-512)"
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() == 0 {
		source += "&immutable=1"
	}
	return source, nil
}

func openDatabase(source string) (*sql.DB, error) {
	connector, err := sqlite.NewConnector(source)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	return db, nil
}

// application is the application_id of our databases, by which they differ from those of other programs.
const application = 0x64726674 // "drft"

// version returns the version and the journal mode of the database, which is one of this program, or is empty.
func (s *folder) version(ctx context.Context) (version int, mode string, err error) {
	if err := s.writer.connect(ctx); err != nil {
		return 0, "", s.asNotStore(err)
	}
	var owner int
	err = s.writer.conn.QueryRowContext(ctx, `SELECT application_id, user_version, journal_mode
		FROM pragma_application_id, pragma_user_version, pragma_journal_mode`).Scan(&owner, &version, &mode)
	switch {
	case err != nil:
		return 0, "", s.asNotStore(err)
	case version > 0 && owner != application, version == 0 && owner != 0:
		return 0, "", s.asNotStore(errForeign)
	case version > len(migrations):
		return 0, "", &NewerError{Version: version, Known: len(migrations)}
	}
	return version, mode, nil
}

// checkDatabaseVersion returns an error unless the database can be read as it is.
func (s *folder) checkDatabaseVersion(ctx context.Context) error {
	version, _, err := s.version(ctx)
	if err == nil && version < len(migrations) {
		err = &FailedError{CodeReadOnly, fmt.Errorf("a database of version %d", version)}
	}
	return err
}

// prepareDatabase brings the database to the last version of its schema. In the common case that is one query.
func (s *folder) prepareDatabase(ctx context.Context) error {
	version, mode, err := s.version(ctx)
	if err != nil {
		return err
	}
	conn := s.writer.conn
	if version == 0 {
		if err := s.refuseForeign(ctx, conn); err != nil {
			return err
		}
	}
	if mode != "wal" { // the database is new, or was unpacked from a backup
		if err := enableWAL(ctx, conn); err != nil {
			return failed(err)
		}
	}
	if version < len(migrations) {
		return s.migrate(ctx)
	}
	return nil
}

var errForeign = errors.New("a database of another program")

// refuseForeign returns an error unless a database without a version is empty, or another process has just prepared it.
func (s *folder) refuseForeign(ctx context.Context, conn *sql.Conn) error {
	var tables int
	err := conn.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM sqlite_master) * (SELECT application_id = 0 FROM pragma_application_id)`).Scan(&tables)
	if err != nil {
		return s.asNotStore(err)
	}
	if tables > 0 {
		return s.asNotStore(errForeign)
	}
	return nil
}

// asNotStore returns err as a *NotStoreError if the file is not a database of this program, else as failed does.
func (s *folder) asNotStore(err error) error {
	if errors.Is(err, errForeign) || resultCode(err)&0xff == sqlite3.SQLITE_NOTADB {
		return &NotStoreError{Path: s.path(databaseName), Err: err}
	}
	return failed(err)
}

// enableWAL turns on SQLite's write-ahead log for good. SQLite does not wait for other processes that do the same, so
// enableWAL does.
func enableWAL(ctx context.Context, conn *sql.Conn) error {
	timeout := time.NewTimer(busyTimeout)
	defer timeout.Stop()
	for wait := time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		var mode string
		err := conn.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode)
		if err == nil && mode != "wal" {
			return &FailedError{CodeReadOnly, errors.New("no write-ahead log: " + mode)}
		}
		if resultCode(err)&0xff != sqlite3.SQLITE_BUSY {
			return err
		}
		select {
		case <-time.After(wait):
		case <-timeout.C:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// migrate applies the missing migrations, each in a transaction of its own. Another process may do the same; then each
// step is applied by one of them.
func (s *folder) migrate(ctx context.Context) error {
	for step, m := range migrations {
		err := s.writer.do(ctx, func(j *job) error {
			var version int
			if err := j.row(`SELECT user_version FROM pragma_user_version`).Scan(&version); err != nil {
				return err
			}
			switch {
			case version > len(migrations):
				return &NewerError{Version: version, Known: len(migrations)}
			case version != step:
				return nil
			}
			if err := j.script(m.script); err != nil || m.then == nil {
				return err
			}
			return m.then(j)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// translate returns the query as it is: SQLite's form is the one that queries are in.
func (s *folder) translate(query string) string { return query }

func (s *folder) arguments(args []any) []any { return args }

// begin waits until no other process writes, and begins a transaction. With synchronous = FULL a commit is fsynced
// together with all earlier ones; with NORMAL it is not fsynced.
func (s *folder) begin(ctx context.Context, w *writer, k kind) error {
	if k.async != w.async {
		mode := `PRAGMA synchronous = FULL`
		if k.async {
			mode = `PRAGMA synchronous = NORMAL`
		}
		if _, err := w.exec(mode); err != nil {
			return err
		}
		w.async = k.async
	}
	b, err := w.statement(`BEGIN IMMEDIATE`)
	if err == nil {
		_, err = b.ExecContext(ctx)
	}
	if err != nil {
		w.rollback() // ctx may end just after the transaction began
	}
	return err
}

func (s *folder) clock(*job) (int64, error) { return s.now().UnixMicro(), nil }

func (s *folder) touch(j *job) error {
	_, err := j.exec(`PRAGMA application_id = ` + strconv.Itoa(application))
	return err
}

// broken reports false, because a connection to a file does not break.
func (s *folder) broken(*sql.Conn) bool { return false }

// again reports false, because nobody else writes during a transaction.
func (s *folder) again(error) bool { return false }

func (s *folder) control(w *writer, statement string) error {
	_, err := w.exec(statement)
	return err
}

func (s *folder) unsure(err error) error { return err }
