package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// server is the engine of a store in a PostgreSQL database, which several machines use at once. There is nothing beside the database:
// messages and evidence are rows, and progress is recorded in it at once.
//
// Nobody else writes during a change, as with SQLite: each takes one advisory lock. Only what processes record about letters that they have
// is recorded at the same time, under a shared lock.
type server struct {
	*Store
	address    string // without secrets, for people
	cache      string // folder of evidence on this machine
	lease      time.Duration
	translated sync.Map // of translate

	sender sender
}

var _ engine = (*server)(nil)

// maxIdleInTransaction is after how long the server ends a session in the middle of a change: a seat that has stopped there, or cannot be
// reached any more, holds everybody up. The others wait for longer.
const maxIdleInTransaction = busyTimeout / 2

// leaseText is how long a process that does not reach the server keeps its letters. It is a variable so that tests of whole programs can be
// linked with a shorter one.
var leaseText = "1m"

// openServer opens the store in a database. The error is an *AddressError, a *SetupError, a *NewerError or a *FailedError.
func (s *Store) openServer(address string, o Options) error {
	ctx := context.Background()
	config, err := serverConfig(ctx, address, o.Password)
	if err != nil {
		return err
	}
	lease, err := time.ParseDuration(leaseText)
	if err != nil {
		return err
	}
	e := &server{Store: s, address: SafePlace(address), cache: o.Cache, lease: lease}
	s.engine = e
	// What the promise of sending once rests on, whatever the server's settings say: a record that is confirmed outlives a crash, and what is
	// read after the lock is what those before have written.
	config.RuntimeParams["synchronous_commit"] = "on"
	config.RuntimeParams["default_transaction_isolation"] = "read committed"
	config.RuntimeParams["lock_timeout"] = milliseconds(busyTimeout)
	config.RuntimeParams["idle_in_transaction_session_timeout"] = milliseconds(maxIdleInTransaction)
	for _, way := range []string{"enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit"} {
		// Each query finds its rows by an index, as in SQLite. Left alone, the planner reads whole tables for good if they were empty when a
		// process began.
		config.RuntimeParams[way] = "off"
	}
	if s.readOnly {
		config.RuntimeParams["default_transaction_read_only"] = "on"
	}
	s.db = openServerDatabase(config)
	s.writer.open(s.db, e)
	version, err := readRow(ctx, s, column[int], `SELECT number FROM draft.version`)
	switch {
	case isMissing(err):
		err = &SetupError{Address: e.address}
	case err != nil:
	case version > len(serverMigrations):
		err = &NewerError{Version: version, Known: len(serverMigrations)}
	case version < len(serverMigrations):
		err = &SetupError{Address: e.address, Version: version}
	}
	if err != nil {
		return errors.Join(failed(err), s.writer.close(), s.db.Close())
	}
	return nil
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

func openServerDatabase(config *pgx.ConnConfig) *sql.DB {
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	return db
}

// spelling replaces the expressions of dialect.go by those of PostgreSQL.
var spelling = strings.NewReplacer(
	ownKeys, `(SELECT value ->> 'text' AS key, CASE value ->> 'numbered' WHEN 'true' THEN 1 ELSE 0 END AS numbered
		FROM json_array_elements(CAST(?1 AS json)))`,
	listed, `json_array_elements_text(CAST(?1 AS json))`,
	keysArray, `coalesce(json_agg(json_build_object('kind', kind, 'text', key, 'numbered', numbered = 1))::text, '[]')`,
	byDue, ``,
	sameKey, `hashtextextended(k.key, 0) = hashtextextended(own.key, 0) AND `+sameKey, // which has an index
)

// translate returns a query as PostgreSQL takes it: with $1 for ?1, and the next number for ?.
func (s *server) translate(query string) string {
	if known, ok := s.translated.Load(query); ok {
		return known.(string) //nolint:forcetypeassert // Store puts nothing else into it
	}
	var b strings.Builder
	next := 1
	text := spelling.Replace(query)
	for {
		before, after, found := strings.Cut(text, "?")
		b.WriteString(before)
		if !found {
			break
		}
		text = strings.TrimLeft(after, "0123456789")
		number := after[:len(after)-len(text)]
		if number == "" {
			number = strconv.Itoa(next)
		}
		n, _ := strconv.Atoi(number) // digits
		next = max(next, n+1)
		b.WriteString("$" + number)
	}
	s.translated.Store(query, b.String())
	return b.String()
}

// arguments has integers for booleans, and no zero bytes in texts.
func (s *server) arguments(args []any) []any {
	changed := slices.Clone(args)
	for i, a := range args {
		switch a := a.(type) {
		case bool:
			changed[i] = 0
			if a {
				changed[i] = 1
			}
		case string:
			changed[i] = strings.ReplaceAll(a, "\x00", "\uFFFD")
		}
	}
	return changed
}

// lockKey is the key of our advisory lock, which other programs with the same database do not have by chance.
const lockKey = "1685218676" // "drft"

// begin waits until nobody else writes, and begins a transaction; one in which this process changes only its own letters runs beside others
// of its kind.
func (s *server) begin(ctx context.Context, w *writer, k kind) error {
	lock := `SELECT pg_advisory_xact_lock(` + lockKey + `)`
	if k.own {
		lock = `SELECT pg_advisory_xact_lock_shared(` + lockKey + `)`
	}
	if k.async {
		lock = `SET LOCAL synchronous_commit TO off; ` + lock
	}
	if s.readOnly { // it takes no locks
		lock = ``
	}
	_, err := w.conn.ExecContext(ctx, `BEGIN; `+lock)
	if err != nil {
		w.rollback()
	}
	return err
}

// control runs a statement that begins or ends a part of a transaction. COMMIT of a failed transaction is a rollback, and no error to
// PostgreSQL.
func (s *server) control(w *writer, statement string) error {
	return w.conn.Raw(func(conn any) error {
		tag, err := conn.(*stdlib.Conn).Conn().Exec(context.Background(), statement) //nolint:forcetypeassert // it is of pgx
		if err == nil && statement == commit && tag.String() != commit {
			err = errRolledBack
		}
		return err
	})
}

var errRolledBack = errors.New("the server has rolled the transaction back")

func (s *server) clock(j *job) (int64, error) {
	ms, err := column[int64](j.row(`SELECT server_time()`))
	return ms * 1000, err
}

// touch writes something, because a commit without that flushes nothing.
func (s *server) touch(j *job) error {
	_, err := j.exec(`SELECT pg_logical_emit_message(true, 'draft', '')`)
	return err
}

func (s *server) broken(conn *sql.Conn) bool {
	return conn.Raw(func(conn any) error {
		if conn.(*stdlib.Conn).Conn().IsClosed() { //nolint:forcetypeassert // it is of pgx
			return driver.ErrBadConn
		}
		return nil
	}) != nil
}

// again reports whether the server ended one of two transactions that waited for each other.
func (s *server) again(err error) bool {
	code := serverCode(err)
	return code == "40P01" || code == "40001"
}

// serverCode returns the SQLSTATE of an error, or "".
func serverCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// serverFailure returns the code for an error of the server or of the connection to it, or "" for all others.
func serverFailure(err error) Code {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		if errors.As(err, new(*fs.PathError)) || errors.As(err, new(*os.LinkError)) { // the numbers of the system in these are errors of package net too
			return ""
		}
		var network net.Error
		if errors.As(err, new(*pgconn.ConnectError)) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) ||
			errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) || errors.Is(err, errRolledBack) {
			return CodeConnect
		}
		return ""
	}
	switch {
	case e.Code == "42501", e.Code == "3D000", strings.HasPrefix(e.Code, "28"): // insufficient privilege, no such database, no such role
		return CodeDenied
	case e.Code == "53100": // the server's disk is full
		return CodeFull
	case e.Code == "55P03": // lock timeout
		return CodeBusy
	case e.Code == "25006", e.Code == "25P02":
		return CodeReadOnly
	case strings.HasPrefix(e.Code, "XX"):
		return CodeCorrupt
	case strings.HasPrefix(e.Code, "58"):
		return CodeDisk
	case strings.HasPrefix(e.Code, "08"), strings.HasPrefix(e.Code, "57"), strings.HasPrefix(e.Code, "53"), e.Code == "25P03":
		return CodeConnect
	}
	return ""
}

// unsure returns an error with CodeLost, unless the server itself says that the commit was not made.
func (s *server) unsure(err error) error {
	if serverCode(err) != "" && serverFailure(err) != CodeConnect || errors.Is(err, errRolledBack) {
		return err
	}
	return &FailedError{CodeLost, err}
}

// isMissing reports whether an error says that there is no such table or schema.
func isMissing(err error) bool {
	code := serverCode(err)
	return code == "42P01" || code == "3F000"
}
