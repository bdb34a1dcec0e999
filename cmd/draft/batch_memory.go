package main

import (
	"runtime/debug"
	"runtime/metrics"
)

// heapRoom is how much a batch leaves to be collected, in bytes. The collector lets no heap be smaller.
const heapRoom = 3 << 20

// gauge keeps the memory of a batch in bounds: the collector would let the heap grow to twice what is kept, which is much
// where a large table leaves much to keep, and saves little, for what is kept then is quick to look through.
type gauge struct {
	usual  int // the percentage before
	sample []metrics.Sample
}

func newGauge() *gauge {
	g := &gauge{sample: []metrics.Sample{{Name: "/gc/heap/live:bytes"}}}
	g.usual = debug.SetGCPercent(100)
	g.adjust()
	return g
}

// adjust is to be called now and then.
func (g *gauge) adjust() {
	metrics.Read(g.sample)
	kept := max(g.sample[0].Value.Uint64(), heapRoom)
	debug.SetGCPercent(int(heapRoom * 100 / kept))
}

func (g *gauge) close() { debug.SetGCPercent(g.usual) }
