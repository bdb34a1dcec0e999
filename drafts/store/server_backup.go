package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"draft/drafts/disk"
)

// copiedTables are the tables that both databases have, each after those that it refers to.
var copiedTables = []string{
	"letters", "contents", "attempts", "letter_keys", "attempt_keys", "tombstones", "events", "unfinished", "imports",
}

// backup makes a store in a temporary folder of all rows as they were at one moment, and packs that: unpacked, the archive is a store in a
// folder.
func (s *server) backup(ctx context.Context, w io.Writer) error {
	temporary, err := os.MkdirTemp("", "draft-backup-")
	if err != nil {
		return failed(err)
	}
	defer os.RemoveAll(temporary) //nolint:errcheck // there is nothing more to do
	to, err := Open(filepath.Join(temporary, "store"), Options{Now: s.now})
	if err != nil {
		return err
	}
	err = failed(s.copyTo(ctx, to.engine.(*folder))) //nolint:forcetypeassert // it is one
	if err == nil {
		err = to.Backup(ctx, w)
	}
	return errors.Join(err, to.Close())
}

// copyTo copies all rows into a new store.
func (s *server) copyTo(ctx context.Context, to *folder) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // it was only read
	err = to.writer.do(ctx, func(j *job) error {
		for _, table := range copiedTables {
			if err := copyTable(ctx, tx, j, table); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = eachFile(ctx, tx, `SELECT file, data FROM messages`, func(file string, data []byte) error {
		return disk.Write(to.disk, to.message(file), data, true)
	})
	if err != nil {
		return err
	}
	return eachFile(ctx, tx, `SELECT token || '/' || name, data FROM evidence`, func(file string, data []byte) error {
		path := to.path(evidenceName, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		return disk.Write(to.disk, path, data, true)
	})
}

// copyTable copies the rows of a table, which has the same columns in both databases.
func copyTable(ctx context.Context, from *sql.Tx, to *job, table string) error {
	columns, err := rowsOf(to, column[string], `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		return err
	}
	names := strings.Join(columns, ", ")
	rows, err := from.QueryContext(ctx, `SELECT `+names+` FROM `+table) //nolint:gosec // names of our own schema
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err has said it
	values := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	insert := `INSERT INTO ` + table + ` (` + names + `) VALUES (?` + strings.Repeat(`, ?`, len(columns)-1) + `)`
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if _, err := to.exec(insert, values...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// eachFile calls each with the files that a query returns.
func eachFile(ctx context.Context, from *sql.Tx, query string, each func(file string, data []byte) error) error {
	rows, err := from.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err has said it
	for rows.Next() {
		var file string
		var data []byte
		if err := rows.Scan(&file, &data); err != nil {
			return err
		}
		if err := each(file, data); err != nil {
			return err
		}
	}
	return rows.Err()
}
