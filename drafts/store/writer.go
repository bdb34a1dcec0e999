package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
)

// writer makes the changes of this process, on one connection. Changes that arrive while another is being fsynced are
// committed together, so that several goroutines share the wait for the disk.
type writer struct {
	db     *sql.DB
	engine database

	queue   sync.Mutex
	waiting []*job

	connMu   sync.Mutex // held by the goroutine that uses the connection
	conn     *sql.Conn  // nil until it is needed
	prepared map[string]*sql.Stmt
	syncs    *syncs   // files that the next durable commit waits for
	async    bool     // the connection does not fsync its commits now
	dirty    bool     // something was committed that may not be on the disk
	after    []func() // run once the changes so far are durable
	closed   bool
	unsure   bool // a commit failed, and may have been made all the same
}

func (w *writer) open(db *sql.DB, d database) { w.db, w.engine, w.syncs = db, d, newSyncs() }

// job is one change: all of it is made, or nothing.
type job struct {
	*writer
	ctx    context.Context
	change func(*job) error
	kind   kind
	err    error
	undo   []func() // run if the change is not made
	after  []func() // run once the change is durable
}

// do makes a change and returns once it is durable. ctx ends it only before it has begun, so that it is known what has
// happened.
func (w *writer) do(ctx context.Context, change func(*job) error) error {
	return w.run(&job{writer: w, ctx: ctx, change: change})
}

// doAsync makes a change like do, but returns once other processes see it. A crash of this process does not undo the
// change; a crash of the machine does, unless a later change is durable.
func (w *writer) doAsync(ctx context.Context, change func(*job) error) error {
	return w.run(&job{writer: w, ctx: ctx, change: change, kind: kind{async: true}})
}

// doOwn makes a change like do of letters that this process has, beside those that others make of theirs.
func (w *writer) doOwn(ctx context.Context, change func(*job) error) error {
	return w.run(&job{writer: w, ctx: ctx, change: change, kind: kind{own: true}})
}

func (w *writer) run(j *job) error {
	w.queue.Lock()
	w.waiting = append(w.waiting, j)
	w.queue.Unlock()

	w.connMu.Lock() // who gets it commits all waiting jobs, so another goroutine may have committed this one
	w.queue.Lock()
	group := w.waiting
	w.waiting = nil
	w.queue.Unlock()
	if len(group) > 0 {
		w.commit(group)
	}
	w.connMu.Unlock()

	if j.err != nil {
		return failed(j.err)
	}
	return nil
}

// The statements that end a transaction, or a part of it.
const (
	commit         = `COMMIT`
	rollback       = `ROLLBACK`
	savepoint      = `SAVEPOINT change`
	undoChange     = `ROLLBACK TO change`
	releaseChanged = `RELEASE change`
)

// commit makes the changes of a group in one transaction.
func (w *writer) commit(group []*job) {
	k := kind{
		async: !slices.ContainsFunc(group, func(j *job) bool { return !j.kind.async }),
		own:   !slices.ContainsFunc(group, func(j *job) bool { return !j.kind.own }),
	}
	err := w.change(group, k)
	for tries := 1; w.engine.again(err) && tries < maxTries; tries++ {
		for _, j := range group {
			j.reset()
		}
		err = w.change(group, k)
	}
	if err != nil {
		failAll(group, err)
		return
	}
	if !slices.ContainsFunc(group, func(j *job) bool { return j.err == nil }) {
		w.rollback()
		return
	}
	if err := w.end(k); err != nil {
		failAll(group, err)
		return
	}
	if err := w.engine.control(w, commit); err != nil {
		w.abandon()
		w.unsure = true
		for _, j := range group {
			if j.err == nil {
				// The undo functions are not run, because after a crash another process may find the change in SQLite's
				// log.
				j.err = w.engine.unsure(err)
			}
		}
		return
	}
	w.dirty = k.async
	for _, j := range group {
		w.after = append(w.after, j.after...)
	}
	if !k.async {
		for _, f := range w.after {
			f()
		}
		w.after = nil
	}
}

// maxTries is how often a group is tried that a server gives up because of others.
const maxTries = 5

// change begins a transaction and makes the changes of a group in it. The error is one for which the whole transaction is lost; then it
// has ended.
func (w *writer) change(group []*job, k kind) error {
	begin := context.Background()
	if len(group) == 1 {
		begin = group[0].ctx
	}
	if err := w.begin(begin, k); err != nil {
		return err
	}
	for _, j := range group {
		err := w.apply(j, len(group) > 1)
		if err == nil && w.engine.again(j.err) {
			err = j.err
		}
		if err != nil {
			w.abandon()
			return err
		}
	}
	return nil
}

// end waits for the files that a transaction needs.
func (w *writer) end(k kind) error {
	if k.async {
		return nil
	}
	err := w.syncs.wait()
	if err != nil {
		w.rollback()
	}
	return err
}

// querier runs queries that are read to their end at once.
type querier interface {
	row(query string, args ...any) scanner
	rows(query string, args ...any) (*sql.Rows, error)
}

// read calls look with the connection that writes if that is idle, because opening another takes a millisecond. Else it
// calls look with one of the other connections, because a commit may wait for the disk or for another process.
func (w *writer) read(ctx context.Context, look func(querier) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !w.connMu.TryLock() {
		return look(others{ctx, w.db, w.engine})
	}
	defer w.connMu.Unlock()
	return w.connected(ctx, func() error { return look(w) })
}

// alone calls look while nobody else writes, with all that is committed and nothing else. look must not change the database.
func (w *writer) alone(ctx context.Context, look func(querier) error) error {
	w.connMu.Lock()
	defer w.connMu.Unlock()
	if err := w.begin(ctx, kind{async: w.async}); err != nil {
		return err
	}
	defer w.rollback()
	return look(w)
}

// others are the connections that only read.
type others struct {
	ctx    context.Context //nolint:containedctx // of one call of read
	db     *sql.DB
	engine database
}

func (o others) row(query string, args ...any) scanner {
	return o.db.QueryRowContext(o.ctx, o.engine.translate(query), o.engine.arguments(args)...)
}

func (o others) rows(query string, args ...any) (*sql.Rows, error) {
	return o.db.QueryContext(o.ctx, o.engine.translate(query), o.engine.arguments(args)...)
}

// Flush waits until all committed changes are fsynced.
func (w *writer) Flush(ctx context.Context) error {
	w.connMu.Lock()
	dirty := w.dirty
	w.connMu.Unlock()
	if !dirty {
		return nil
	}
	return w.do(ctx, w.engine.touch) // a durable commit takes the others along
}

// failAll fails the jobs of a group that have not failed already.
func failAll(group []*job, err error) {
	for _, j := range group {
		if j.err == nil {
			j.fail(err)
		}
	}
}

// reset makes a job as it was before it was tried.
func (j *job) reset() { j.err, j.undo, j.after = nil, nil, nil }

// fail ends a job that is not part of the transaction.
func (j *job) fail(err error) {
	j.err = err
	for _, f := range j.undo {
		f()
	}
	j.undo, j.after = nil, nil
}

// apply makes the change of one job. If the group has others, a failure leaves theirs as they are. The error is a failure
// that did not.
func (w *writer) apply(j *job, others bool) error {
	if err := j.ctx.Err(); err != nil {
		j.fail(err)
		return nil
	}
	if !others {
		if err := j.change(j); err != nil {
			j.fail(err)
		}
		return nil
	}
	if err := w.engine.control(w, savepoint); err != nil {
		return err
	}
	err := j.change(j)
	if err != nil {
		j.fail(err)
		if err := w.engine.control(w, undoChange); err != nil { // SQLite rolls the transaction back if the disk fails
			return errors.Join(j.err, err)
		}
	}
	return w.engine.control(w, releaseChanged)
}

// begin begins a transaction of a kind, on a new connection if the one that was open before is broken.
func (w *writer) begin(ctx context.Context, k kind) error {
	return w.connected(ctx, func() error { return w.engine.begin(ctx, w, k) })
}

// connected calls do with an open connection, and once more if that turns out to be broken.
func (w *writer) connected(ctx context.Context, do func() error) error {
	fresh := w.conn == nil
	if err := w.connect(ctx); err != nil {
		return err
	}
	err := do()
	if err == nil || !w.forget() || fresh {
		return err
	}
	if err := w.connect(ctx); err != nil {
		return err
	}
	if err = do(); err != nil {
		w.forget()
	}
	return err
}

// abandon ends a transaction that failed.
func (w *writer) abandon() {
	w.rollback()
	w.forget()
}

// forget closes a broken connection, so that the next change opens another one. It reports whether it was broken.
func (w *writer) forget() bool {
	if w.conn == nil || !w.engine.broken(w.conn) {
		return false
	}
	_ = w.disconnect() // the server has gone
	return true
}

// rollback ignores errors, because SQLite may have rolled back already.
func (w *writer) rollback() { _ = w.engine.control(w, rollback) }

// connect opens the connection if it is not open. The caller holds connMu.
func (w *writer) connect(ctx context.Context) (err error) {
	switch {
	case w.closed:
		return sql.ErrConnDone
	case w.conn != nil:
		return nil
	}
	w.conn, err = w.db.Conn(ctx)
	w.prepared = map[string]*sql.Stmt{}
	return err
}

// close closes the connection once nobody uses it.
func (w *writer) close() error {
	w.connMu.Lock()
	defer w.connMu.Unlock()
	w.closed = true
	return errors.Join(w.syncs.wait(), w.disconnect())
}

// disconnect closes the connection.
func (w *writer) disconnect() error {
	if w.conn == nil {
		return nil
	}
	var errs []error
	for _, s := range w.prepared {
		errs = append(errs, s.Close())
	}
	errs = append(errs, w.conn.Close())
	w.prepared, w.conn, w.dirty = nil, nil, false
	return errors.Join(errs...)
}

// statement prepares a query when it is first used. Statements run without the context of a job, because SQLite rolls the
// whole transaction back if one is interrupted.
func (w *writer) statement(query string) (*sql.Stmt, error) {
	if s, ok := w.prepared[query]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), w.engine.translate(query))
	if err == nil {
		w.prepared[query] = s
	}
	return s, err
}

// exec runs a statement and returns the number of rows that it changed.
func (w *writer) exec(query string, args ...any) (int64, error) {
	s, err := w.statement(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), w.engine.arguments(args)...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// scanner is a row.
type scanner interface{ Scan(into ...any) error }

// broken is a row whose query failed.
type broken struct{ err error }

func (b broken) Scan(...any) error { return b.err }

func (w *writer) row(query string, args ...any) scanner {
	s, err := w.statement(query)
	if err != nil {
		return broken{err}
	}
	return s.QueryRowContext(context.Background(), w.engine.arguments(args)...)
}

func (w *writer) rows(query string, args ...any) (*sql.Rows, error) {
	s, err := w.statement(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(context.Background(), w.engine.arguments(args)...)
}

// script runs several statements, which are not kept prepared.
func (w *writer) script(statements string) error {
	_, err := w.conn.ExecContext(context.Background(), statements)
	return err
}
