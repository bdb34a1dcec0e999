package store

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed server1.sql
var serverSchema1 string

// serverMigrations[n] migrates the schema of a server from version n to the next.
var serverMigrations = []string{serverSchema1}

// InitOptions configure Init.
type InitOptions struct {
	Seats    []string // roles that may use the store
	Password func(context.Context) (string, error)
}

// Initialized is what Init has found and made.
type Initialized struct {
	Was, Is int // the version of the schema; 0 if there was none
}

// Init makes the store in a database, or migrates it, and lets some roles use it. These need no other right, and get none to change the
// schema. Init may be called again.
//
// The error is an *AddressError, a *NewerError, a *ForeignError, or a *FailedError, with CodeDenied if the user may not do that.
func Init(ctx context.Context, address string, o InitOptions) (Initialized, error) {
	config, err := serverConfig(ctx, address, o.Password)
	if err != nil {
		return Initialized{}, err
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return Initialized{}, connectFailed(err)
	}
	defer conn.Close(ctx) //nolint:errcheck // everything is committed
	var made Initialized
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		made, err = initialize(ctx, tx, o.Seats)
		return err
	})
	return made, failed(err)
}

func initialize(ctx context.Context, tx pgx.Tx, seats []string) (made Initialized, err error) {
	if _, err = tx.Exec(ctx, `SELECT pg_advisory_xact_lock(`+lockKey+`)`); err != nil {
		return made, err
	}
	var schema, ours bool
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'draft'), to_regclass('draft.version') IS NOT NULL`).Scan(&schema, &ours)
	switch {
	case err != nil:
		return made, err
	case ours:
		// A grant without the right to it is only a warning of PostgreSQL.
		var owns bool
		err = tx.QueryRow(ctx, `SELECT number, pg_has_role(nspowner, 'USAGE') FROM draft.version, pg_namespace WHERE nspname = 'draft'`).Scan(&made.Was, &owns)
		if err == nil && !owns {
			err = &FailedError{CodeDenied, errors.New("the schema draft belongs to another role")}
		}
	case schema:
		var tables bool
		err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'draft'::regnamespace)`).Scan(&tables)
		if err == nil && tables {
			err = &NotStoreError{Path: "draft", Err: errForeign}
		}
	default:
		_, err = tx.Exec(ctx, `CREATE SCHEMA draft`)
	}
	if err != nil {
		return made, err
	}
	if made.Was > len(serverMigrations) {
		return made, &NewerError{Version: made.Was, Known: len(serverMigrations)}
	}
	made.Is = len(serverMigrations)
	if _, err = tx.Exec(ctx, `SET LOCAL search_path TO draft, pg_catalog`); err != nil {
		return made, err
	}
	for _, migration := range serverMigrations[made.Was:] {
		if _, err = tx.Exec(ctx, migration); err != nil {
			return made, err
		}
	}
	for _, seat := range seats {
		if err = grant(ctx, tx, seat); err != nil {
			return made, err
		}
	}
	return made, nil
}

// grant lets a role use the store: it may do all that draft does, and can neither change the schema nor the history.
func grant(ctx context.Context, tx pgx.Tx, seat string) error {
	role := pgx.Identifier{seat}.Sanitize()
	changed := []string{
		"letters", "contents", "attempts", "letter_keys", "attempt_keys", "tombstones", "unfinished", "imports", "messages", "evidence", "senders",
		"claimed_keys", "accounts",
	}
	_, err := tx.Exec(ctx, fmt.Sprintf(`GRANT USAGE ON SCHEMA draft TO %[1]s; GRANT SELECT ON version TO %[1]s;
		GRANT SELECT, INSERT ON events TO %[1]s; GRANT SELECT, INSERT, UPDATE, DELETE ON %[2]s TO %[1]s`, role, strings.Join(changed, ", ")))
	if serverCode(err) == "42704" {
		return errors.Join(&NoRoleError{seat}, err)
	}
	return err
}

// NoRoleError is a role that the server does not have.
type NoRoleError struct{ Role string }

func (n *NoRoleError) Error() string { return "no role " + n.Role }
