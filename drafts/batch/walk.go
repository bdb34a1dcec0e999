package batch

import (
	"context"
	"errors"
	"io"
	"runtime"
	"sync"

	"draft/drafts/answers"
)

// chunkRows is the number of rows that a worker gets at once: more of them cost fewer channel operations, but the results of
// rows that wait for their turn take memory.
const chunkRows = 16

// walk calls next until io.EOF, calls work for the rows of each letter on one goroutine per core, and calls done with the results, in the
// order of the letters. next appends the rows of a letter to a slice. The number of rows read ahead is bounded. If ctx ends, walk reads no
// more rows, finishes those that it has read, and returns the error of ctx.
func walk[T any](
	ctx context.Context, next func(rows []answers.Row) ([]answers.Row, error), work func(rows []answers.Row) T, done func(T),
) error {
	type chunk struct {
		rows    []answers.Row
		ends    []int // where the rows of each letter end
		results []T
		err     error         // of next, after these rows
		ready   chan struct{} // closed when results are complete
	}
	workers := runtime.GOMAXPROCS(0)
	// inOrder is buffered so that the workers stay busy while done writes a file.
	toWorkers, inOrder := make(chan *chunk), make(chan *chunk, 2*workers)
	var group sync.WaitGroup
	group.Go(func() {
		defer close(toWorkers)
		defer close(inOrder)
		for {
			c := &chunk{rows: make([]answers.Row, 0, chunkRows), ends: make([]int, 0, chunkRows), ready: make(chan struct{})}
			for len(c.rows) < chunkRows && c.err == nil {
				if c.err = ctx.Err(); c.err == nil {
					c.rows, c.err = next(c.rows)
				}
				if c.err == nil {
					c.ends = append(c.ends, len(c.rows))
				}
			}
			inOrder <- c
			toWorkers <- c
			if c.err != nil {
				return
			}
		}
	})
	for range workers {
		group.Go(func() {
			for c := range toWorkers {
				c.results = make([]T, len(c.ends))
				begin := 0
				for i, end := range c.ends {
					c.results[i] = work(c.rows[begin:end])
					begin = end
				}
				close(c.ready)
			}
		})
	}
	defer group.Wait()
	for c := range inOrder {
		<-c.ready
		for _, result := range c.results {
			done(result)
		}
		if c.err != nil && !errors.Is(c.err, io.EOF) {
			return c.err
		}
	}
	return nil
}
