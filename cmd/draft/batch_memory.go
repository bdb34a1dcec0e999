package main

import (
	"runtime/debug"
	"runtime/metrics"
)

// How large a batch lets the heap become, in bytes: to heapGoal, or to heapRoom more than what is kept.
const (
	heapGoal = 8 << 20
	heapRoom = 3 << 20
)

// adjustEvery is how many rows go by from one adjustment to the next.
const adjustEvery = 128

// gauge keeps the memory of a batch in bounds: the collector would let the heap grow to twice what is kept. That is little
// where little is kept, and it collects all the time; and much where a large table leaves much to keep, and saves little.
type gauge struct {
	usual  int // the percentage before
	now    int
	sample []metrics.Sample
}

func newGauge() *gauge {
	g := &gauge{sample: []metrics.Sample{{Name: "/gc/heap/live:bytes"}}}
	g.usual = debug.SetGCPercent(100)
	g.now = 100
	g.adjust()
	return g
}

// adjust is to be called often: what is kept is known from the last collection alone, which takes what was new then for
// kept, and more of it the busier the machine is.
func (g *gauge) adjust() {
	const smallest = 4 << 20 // the heap that the collector lets be at 100 percent, whatever is kept
	metrics.Read(g.sample)
	kept := max(int(g.sample[0].Value.Uint64()), 1) // nothing was collected yet
	room := max(heapGoal-kept, heapRoom)
	if percent := min(room*100/kept, heapGoal*100/smallest); percent != g.now {
		debug.SetGCPercent(percent) // which stops the batch for a moment
		g.now = percent
	}
}

func (g *gauge) close() { debug.SetGCPercent(g.usual) }
