package batch

import (
	"context"
	"errors"
	"io"
	"runtime"
	"sync"

	"draft/drafts/answers"
)

// chunk is how many rows are handed to a worker at once. Handing over costs as much as a part of a row's work; but what is
// made of rows that wait for their turn is much of what a batch keeps.
const chunk = 16

// walk reads rows, has a worker on every core do the work of each, and hands what they give to done, in the order of the
// rows. What is read ahead is bounded. A context that ends stops the reading: rows that were begun are still done, and
// the error is the context's.
func walk[T any](ctx context.Context, next func() (answers.Row, error), work func(answers.Row) T, done func(T)) error {
	type job struct {
		rows  []answers.Row
		made  []T
		err   error // of reading, after these rows
		ready chan struct{}
	}
	workers := runtime.GOMAXPROCS(0)
	// While done takes long, as one that writes files, there is work to go on with.
	jobs, order := make(chan *job), make(chan *job, 2*workers)
	var group sync.WaitGroup
	group.Go(func() {
		defer close(jobs)
		defer close(order)
		for {
			b := &job{rows: make([]answers.Row, 0, chunk), ready: make(chan struct{})}
			for len(b.rows) < chunk && b.err == nil {
				row, err := answers.Row{}, ctx.Err()
				if err == nil {
					row, err = next()
				}
				if b.err = err; err == nil {
					b.rows = append(b.rows, row)
				}
			}
			order <- b
			jobs <- b
			if b.err != nil {
				return
			}
		}
	})
	for range workers {
		group.Go(func() {
			for b := range jobs {
				b.made = make([]T, len(b.rows))
				for i, row := range b.rows {
					b.made[i] = work(row)
				}
				close(b.ready)
			}
		})
	}
	defer group.Wait()
	for b := range order {
		<-b.ready
		for _, m := range b.made {
			done(m)
		}
		if b.err != nil && !errors.Is(b.err, io.EOF) {
			return b.err
		}
	}
	return nil
}
