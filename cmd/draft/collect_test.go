package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// Only the first garbage collection is put off: a long run takes no more memory.
func TestCollectLate(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	percent := func() uint64 {
		sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	collectLate()
	for end := time.Now().Add(10 * time.Second); percent() != 100; {
		if runtime.GC(); time.Now().After(end) {
			t.Fatalf("after the first collection it is %d", percent())
		}
	}
}
