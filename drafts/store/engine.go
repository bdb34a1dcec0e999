package store

import (
	"context"
	"database/sql"
	"io"
	"time"

	"draft/drafts/outbox"
)

// engine is the database of a store and all that depends on it: how it is written, where bytes are kept, how it is known that a process
// which has letters lives, and how the progress of these is recorded. folder and server are the two.
type engine interface {
	database
	messageKeeper
	evidenceKeeper
	senders

	// check examines what is special to the engine, together with what Store can tell.
	checks() []func(context.Context) ([]Fault, error)
	backup(ctx context.Context, w io.Writer) error
	// buried is part of the change in which Purge has deleted letters, and swept comes after it.
	buried(j *job) error
	swept(ctx context.Context) error
	// end ends the sending of this process before the database is closed. flushed says that all changes are durable. close comes after it.
	end(ctx context.Context, flushed bool) error
	close() error
}

// database is a database as the writer uses it.
type database interface {
	// translate returns a query, which is in the form that dialect.go describes, as the database takes it.
	translate(query string) string
	// arguments returns the arguments of a query as the database takes them.
	arguments(args []any) []any
	// begin begins a transaction on the connection of the writer.
	begin(ctx context.Context, w *writer, k kind) error
	// control runs a statement that begins or ends a part of a transaction. The error of commit says that it was not made, or may not
	// have been.
	control(w *writer, statement string) error
	// touch writes what is there already, so that the commit makes the earlier ones durable.
	touch(j *job) error
	// broken reports whether a connection is of no use any more.
	broken(conn *sql.Conn) bool
	// unsure returns the error of a commit that may have been made.
	unsure(err error) error
	// clock returns the time in microseconds, which is the same for all processes of the store.
	clock(j *job) (int64, error)
	// again reports whether the database gave a transaction up only because others ran.
	again(err error) bool
}

// kind is what a transaction needs.
type kind struct {
	async bool // it need not be durable by itself
	own   bool // it changes only letters that this process has; else nobody else writes meanwhile
}

// messageKeeper keeps the bytes of frozen messages under names of which none is used twice.
type messageKeeper interface {
	// prepareMessage comes before the change in which keepMessage keeps the bytes. If that is not made, withdraw undoes it.
	prepareMessage(m outbox.Message) (file string, err error)
	keepMessage(j *job, file string, wire []byte) error
	withdraw(file string)
	// discard deletes a message that no letter names once the change is made.
	discard(j *job, file string) error
	// openMessage opens a message of a size. The error is a *DamagedError.
	openMessage(ctx context.Context, id, file string, size int64) (io.ReadCloser, error)
	// messagePlace says where a message is, for people.
	messagePlace(file string) string
	// orphans returns the messages that belong to no letter. It must run in a change, so that nobody adds one.
	orphans(q querier) ([]string, error)
	removeOrphans(ctx context.Context) error
}

// evidenceKeeper keeps files of evidence; see the description of the package.
type evidenceKeeper interface {
	addEvidence(ctx context.Context, token, name string, data []byte) (path string, err error)
	// evidenceDropped and evidenceNamed are part of a change that no longer names a file, or names it.
	evidenceDropped(j *job, token string) error
	evidenceNamed(j *job, token string) error
	sweepEvidence(ctx context.Context, grace time.Duration) error
	// evidencePath returns the path that a file has on this machine now; "" if there is none.
	evidencePath(token, name string) string
	// fetchEvidence makes sure that the files which a content names are at their paths, as far as they exist.
	fetchEvidence(ctx context.Context, content []byte) error
}

// senders are the processes that send letters of the store, of which this one may be one.
type senders interface {
	// owner returns the name under which this process owns letters. On the first call it becomes a sender.
	owner(ctx context.Context) (string, error)
	// distrusted returns why nothing may be sent or deleted.
	distrusted() error
	// ready returns why nothing can be begun.
	ready() error
	// renew is part of a change that begins letters.
	renew(j *job, owner string) error
	// claim is part of the change that begins a letter. The refusal says that another letter with one of its keys is out.
	claim(j *job, c candidate) (refusal, err error)
	// begun notes that this process has begun letters.
	begun(claims map[string]claim)
	note(ctx context.Context, entries []outbox.Entry) error
	// flush makes all that was noted visible to readers of the database.
	flush(ctx context.Context) error
	// retire is flush, and leaves no trace of what was noted outside of the database.
	retire(ctx context.Context) error
	recoverDead(ctx context.Context) ([]Recovered, error)
	readmit(ctx context.Context) ([]Forgotten, []Recovered, error)
}
