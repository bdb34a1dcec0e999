package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// usage is what a process took.
type usage struct {
	time time.Duration
	peak float64 // of its memory, in MB
}

// measured runs a command, which fails with its own words if it fails. A process begins with the memory of the one that
// starts it, so this one stays small: what needs a store is another program.
func measured(name string, args ...string) (usage, error) {
	var said bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stderr = &said
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if err != nil {
		return usage{}, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, said.Bytes())
	}
	u := usage{time: took}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.peak = float64(r.Maxrss) / 1024
	}
	return u, nil
}

// pairs are the runs of one measure: ours and theirs in turn, so that whatever else the machine does meets both.
type pairs struct {
	ours, theirs, ratios []float64 // seconds, seconds, theirs to ours
	peak                 float64   // the highest of ours
}

func (p *pairs) add(ours, theirs usage) {
	p.ours = append(p.ours, ours.time.Seconds())
	p.theirs = append(p.theirs, theirs.time.Seconds())
	p.ratios = append(p.ratios, theirs.time.Seconds()/ours.time.Seconds())
	p.peak = max(p.peak, ours.peak)
}

// speeds tells how fast both were, and the memory of ours.
func (p *pairs) speeds(count int, other string) string {
	n := float64(count)
	return fmt.Sprintf("draft %.0f/s, %s %.0f/s, peak %.1f MB", n/median(p.ours), other, n/median(p.theirs), p.peak)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
