package main

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// usage is what processes took.
type usage struct {
	time, cpu time.Duration
}

// measured runs a command, which fails with its own words if it fails.
func measured(name string, args ...string) (usage, error) { return atOnce(1, name, args...) }

// atOnce runs a command as several processes at once, and measures them from the first start to the last end.
func atOnce(count int, name string, args ...string) (usage, error) {
	said := make([]bytes.Buffer, count)
	commands := make([]*exec.Cmd, count)
	start := time.Now()
	for i := range commands {
		cmd := exec.Command(name, args...)
		cmd.Stderr = &said[i]
		if err := cmd.Start(); err != nil {
			return usage{}, err
		}
		commands[i] = cmd
	}
	var u usage
	for i, cmd := range commands {
		err := cmd.Wait()
		// With several at one table, some of its rows are another's: that is exit 4.
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 4 && count > 1 {
			err = nil
		}
		if err != nil {
			return usage{}, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, said[i].Bytes())
		}
		u.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	u.time = time.Since(start)
	return u, nil
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
