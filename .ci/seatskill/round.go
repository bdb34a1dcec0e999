package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// round is one round: the seats send their tables, disturbed, and one that is not disturbed sends what is left.
type round struct {
	*trial
	n      int
	table  *table
	place  place
	random *rand.Rand // of the disturbances

	mu        sync.Mutex
	processes []*process

	outcome
}

func (t *trial) newRound(n int, table *table) (*round, error) {
	p, err := t.newPlace(n)
	if err != nil {
		return nil, err
	}
	for i := range t.seats {
		if _, err := t.fresh("home", seatName(i)); err != nil {
			return nil, err
		}
	}
	_, err = t.fresh(fmt.Sprint("round", n))
	r := &round{trial: t, n: n, table: table, place: p, random: rand.New(rand.NewPCG(t.seed, uint64(n)))} //nolint:gosec // to be repeated
	r.one = n%2 == 1
	return r, err
}

// run runs the round. Its error is one of this program's: what the seats did wrong is in the outcome.
func (r *round) run() error {
	from := time.Now()
	var seats sync.WaitGroup
	faults := make(chan error, r.seats+1)
	for i := range r.seats {
		path := filepath.Join(r.trial.folder, fmt.Sprint("round", r.n), fmt.Sprint("table", i+1, ".csv"))
		first, count := 0, r.rows
		if !r.one { // each row is in two tables
			first, count = i*r.rows/r.seats, 2*r.rows/r.seats
		}
		rows, err := r.table.part(path, first, count)
		if err != nil {
			return err
		}
		random := rand.New(rand.NewPCG(r.seed, uint64(r.n*1000+i))) //nolint:gosec // to be repeated
		seats.Go(func() {
			if err := r.work(i, path, rows, random); err != nil {
				faults <- err
			}
		})
	}
	over := make(chan struct{})
	var disturbance sync.WaitGroup
	disturbance.Go(func() {
		if err := r.disturb(over); err != nil {
			faults <- err
		}
	})
	seats.Wait()
	close(over)
	disturbance.Wait()
	close(faults)
	var err error
	for fault := range faults {
		err = errors.Join(err, fault)
	}
	if err == nil {
		err = r.finish()
	}
	r.took = time.Since(from)
	return err
}

// mostRuns is how often a seat is started in a round. One that is killed or has lost its database that often goes wrong by itself.
const mostRuns = 100

// work is a person at a seat: who sends the table, and does so again if the program was killed, or has left something to do.
func (r *round) work(seat int, path string, rows []int, random *rand.Rand) error {
	for range mostRuns {
		delay := []time.Duration{10, 30, 60}[random.IntN(3)] * time.Millisecond
		p, err := r.start(seat, path, rows, delay)
		if err != nil {
			return err
		}
		if err := p.wait(); err != nil {
			return err
		}
		if !p.killed && p.report != nil && p.report.Waiting == 0 && p.report.Failed == 0 {
			return nil
		}
		time.Sleep(time.Duration(100+random.IntN(400)) * time.Millisecond)
	}
	r.breaks("%s was started %d times", seatName(seat), mostRuns)
	return nil
}

// living returns a process that has not ended, if there is one; nearly always one that is sending.
func (r *round) living() *process {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all, sending []*process
	for _, p := range r.processes {
		if !p.alive() {
			continue
		}
		all = append(all, p)
		if p.server.Open() > 0 {
			sending = append(sending, p)
		}
	}
	if r.random.IntN(8) > 0 {
		all = sending
	}
	if len(all) == 0 {
		return nil
	}
	return all[r.random.IntN(len(all))]
}

func (p *process) alive() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.ended
}

// disturb kills and pauses seats, cuts their way to the database and stops that, until the seats are done or it was done often enough.
func (r *round) disturb(over <-chan struct{}) error {
	var paused sync.WaitGroup
	defer paused.Wait()
	for happened := 0; happened < r.events; {
		select {
		case <-over:
			return nil
		case <-time.After(time.Duration(100+r.random.IntN(900)) * time.Millisecond):
		}
		p := r.living()
		if p == nil {
			continue
		}
		happened++
		switch roll := r.random.IntN(100); {
		case roll < 15 && r.place.stops():
			if err := r.stopDatabase(); err != nil {
				return err
			}
		case roll < 30 && r.place.cut(p.seat):
			p.cut()
			r.wires++
		case roll < 55:
			pause := r.lease + time.Duration(r.random.Int64N(int64(r.lease)))
			if p.signal(syscall.SIGSTOP) {
				r.pauses++
				paused.Go(func() {
					time.Sleep(pause)
					p.signal(syscall.SIGCONT)
				})
			}
		default:
			if p.signal(syscall.SIGKILL) {
				r.kills++
			}
		}
	}
	return nil
}

// stopDatabase stops the database at once, and starts it again a little later.
func (r *round) stopDatabase() error {
	r.mu.Lock()
	for _, p := range r.processes {
		p.cut()
	}
	r.mu.Unlock()
	r.stops++
	if err := r.place.stop(); err != nil {
		return err
	}
	time.Sleep(time.Duration(r.random.IntN(1500)) * time.Millisecond)
	return r.place.start()
}

// finish has the first seat send what is left, undisturbed, after every lease has expired, and compares all that is known.
func (r *round) finish() error {
	time.Sleep(r.lease + r.lease/4)
	p, err := r.start(0, r.table.path, nil, 0)
	if err != nil {
		return err
	}
	if err := p.wait(); err != nil {
		return err
	}
	if p.code != 0 && p.code != 5 || p.report == nil {
		r.breaks("the last run: %s says %s", p.name(), oneLine(p.said.String()))
		return nil
	}
	return r.compare(p)
}

// keep keeps what explains what was broken.
func (r *round) keep() error {
	folder := filepath.Join(r.evidence, fmt.Sprint("round", r.n))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	var err error
	for n, p := range r.processes {
		err = errors.Join(err, p.keep(folder, n))
	}
	_, export := r.draftSays("store", "export")
	_, list := r.draftSays("list", "--json")
	return errors.Join(err, os.WriteFile(filepath.Join(folder, "export.jsonl"), export, 0o600),
		os.WriteFile(filepath.Join(folder, "list.json"), list, 0o600),
		os.WriteFile(filepath.Join(folder, "arrived"), []byte(r.arrived()), 0o600))
}
