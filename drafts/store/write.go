package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"sync"
)

// writer makes the changes of this process, on one connection. What waits while a change is being made durable is made
// durable together, so that several goroutines share the wait for the disk.
type writer struct {
	db *sql.DB

	queue   sync.Mutex
	waiting []*turn

	lead     sync.Mutex // held by the goroutine that is at the connection
	conn     *sql.Conn  // nil until it is needed
	prepared map[string]*sql.Stmt
	syncing  *syncing // what the next durable change waits for
	hasty    bool     // commits do not wait for the disk as it is
	loose    bool     // something was committed that may not be on the disk
	after    []func() // what is done once the changes so far are durable
	closed   bool
}

func (w *writer) open(db *sql.DB) { w.db, w.syncing = db, newSyncing() }

// turn is one change to be made, all of it or nothing.
type turn struct {
	*writer
	ctx    context.Context
	change func(*turn) error
	hasty  bool // need not be durable by itself
	err    error
	undo   []func() // what is done where the change is not made
	after  []func() // what is done once it is durable
}

// do makes a change, and returns once it is durable. While it waits for another process, and before it has begun, it
// ends with the context; after that nothing interrupts it, so that what has happened is known.
func (w *writer) do(ctx context.Context, change func(*turn) error) error {
	return w.take(&turn{writer: w, ctx: ctx, change: change})
}

// soon makes a change like do, but returns once other processes see it. A crash of this process does not undo it; one of
// the machine does, unless something that was done after it is durable.
func (w *writer) soon(ctx context.Context, change func(*turn) error) error {
	return w.take(&turn{writer: w, ctx: ctx, change: change, hasty: true})
}

func (w *writer) take(t *turn) error {
	w.queue.Lock()
	w.waiting = append(w.waiting, t)
	w.queue.Unlock()

	w.lead.Lock() // whoever gets it makes all the changes that wait, so ours may have been made by another
	w.queue.Lock()
	group := w.waiting
	w.waiting = nil
	w.queue.Unlock()
	if len(group) > 0 {
		w.make(group)
	}
	w.lead.Unlock()

	if t.err != nil {
		return failed(t.err)
	}
	return nil
}

// make makes the changes of a group in one transaction.
func (w *writer) make(group []*turn) {
	begin := context.Background()
	if len(group) == 1 {
		begin = group[0].ctx
	}
	hasty := !slices.ContainsFunc(group, func(t *turn) bool { return !t.hasty })
	if err := w.begin(begin, hasty); err != nil {
		abandon(group, err)
		return
	}
	made := 0
	for _, t := range group {
		if err := w.one(t, len(group) > 1); err != nil { // the whole transaction is gone
			w.rollback()
			abandon(group, err)
			return
		}
		if t.err == nil {
			made++
		}
	}
	if made == 0 {
		w.rollback()
		return
	}
	if !hasty {
		if err := w.syncing.wait(); err != nil {
			w.rollback()
			abandon(group, err)
			return
		}
	}
	if _, err := w.exec(`COMMIT`); err != nil {
		w.rollback()
		for _, t := range group {
			if t.err == nil {
				// Nothing is undone: a process that reads the log after a crash may find the change.
				t.err = err
			}
		}
		return
	}
	w.loose = hasty
	for _, t := range group {
		w.after = append(w.after, t.after...)
	}
	if !hasty {
		for _, f := range w.after {
			f()
		}
		w.after = nil
	}
}

// read looks, on the connection that writes, and keeps nobody from writing: to open another one takes longer.
func (w *writer) read(ctx context.Context, look func(*turn) error) error {
	w.lead.Lock()
	defer w.lead.Unlock()
	if _, err := w.connection(ctx); err != nil {
		return err
	}
	return look(&turn{writer: w, ctx: ctx})
}

// firm returns once all that was done is on the disk.
func (w *writer) firm(ctx context.Context) error {
	w.lead.Lock()
	loose := w.loose
	w.lead.Unlock()
	if !loose {
		return nil
	}
	return w.do(ctx, func(t *turn) error { // writes what is there already
		_, err := t.exec(`PRAGMA application_id = ` + strconv.Itoa(application))
		return err
	})
}

// abandon says of changes that were not refused already why they are not made.
func abandon(group []*turn, err error) {
	for _, t := range group {
		if t.err == nil {
			t.fail(err)
		}
	}
}

// fail ends a turn that is not part of the transaction.
func (t *turn) fail(err error) {
	t.err = err
	for _, f := range t.undo {
		f()
	}
	t.undo, t.after = nil, nil
}

// one makes one change. Where there are others, its failure leaves theirs as they are; the error is one that did not.
func (w *writer) one(t *turn, others bool) error {
	if err := t.ctx.Err(); err != nil {
		t.fail(err)
		return nil
	}
	if !others {
		if err := t.change(t); err != nil {
			t.fail(err)
		}
		return nil
	}
	if _, err := w.exec(`SAVEPOINT change`); err != nil {
		return err
	}
	err := t.change(t)
	if err != nil {
		t.fail(err)
		if _, err := w.exec(`ROLLBACK TO change`); err != nil { // SQLite gives up the transaction where a disk fails
			return errors.Join(t.err, err)
		}
	}
	_, err = w.exec(`RELEASE change`)
	return err
}

// begin waits until no other process writes. What is committed after FULL is on the disk with all before it; NORMAL
// leaves the log to the system until then.
func (w *writer) begin(ctx context.Context, hasty bool) error {
	if _, err := w.connection(ctx); err != nil {
		return err
	}
	if hasty != w.hasty {
		mode := `PRAGMA synchronous = FULL`
		if hasty {
			mode = `PRAGMA synchronous = NORMAL`
		}
		if _, err := w.exec(mode); err != nil {
			return err
		}
		w.hasty = hasty
	}
	s, err := w.statement(`BEGIN IMMEDIATE`)
	if err == nil {
		_, err = s.ExecContext(ctx)
	}
	if err != nil {
		w.rollback() // a context may end just after it began
	}
	return err
}

// rollback may find that SQLite has done it.
func (w *writer) rollback() { _, _ = w.exec(`ROLLBACK`) }

// connection gives the one that writes. It is used under lead, or before anything else is.
func (w *writer) connection(ctx context.Context) (*sql.Conn, error) {
	if w.closed {
		return nil, sql.ErrConnDone
	}
	if w.conn != nil {
		return w.conn, nil
	}
	var err error
	w.conn, err = w.db.Conn(ctx)
	w.prepared = map[string]*sql.Stmt{}
	return w.conn, err
}

// close gives the connection back, once nobody is at it.
func (w *writer) close() error {
	w.lead.Lock()
	defer w.lead.Unlock()
	w.closed = true
	errs := []error{w.syncing.wait()}
	if w.conn == nil {
		return errors.Join(errs...)
	}
	for _, s := range w.prepared {
		errs = append(errs, s.Close())
	}
	errs = append(errs, w.conn.Close())
	w.prepared, w.conn = nil, nil
	return errors.Join(errs...)
}

// statement is prepared once, and only if it is needed. Those of a turn are not interrupted: SQLite would give up the
// whole transaction.
func (w *writer) statement(query string) (*sql.Stmt, error) {
	if s, ok := w.prepared[query]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), query)
	if err == nil {
		w.prepared[query] = s
	}
	return s, err
}

// exec gives the number of rows that were changed.
func (w *writer) exec(query string, args ...any) (int64, error) {
	s, err := w.statement(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// scanner is a row that can be read.
type scanner interface{ Scan(into ...any) error }

// broken is a row that could not be asked for.
type broken struct{ err error }

func (b broken) Scan(...any) error { return b.err }

func (w *writer) row(query string, args ...any) scanner {
	s, err := w.statement(query)
	if err != nil {
		return broken{err}
	}
	return s.QueryRowContext(context.Background(), args...)
}

func (w *writer) rows(query string, args ...any) (*sql.Rows, error) {
	s, err := w.statement(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(context.Background(), args...)
}

// script runs several statements, which are not kept.
func (w *writer) script(statements string) error {
	_, err := w.conn.ExecContext(context.Background(), statements)
	return err
}
