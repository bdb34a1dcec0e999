// Startbench times whole runs of commands in turn, A B C A B C, and prints the median of each and of its paired
// difference to the first. A command is one argument, split at spaces.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const warmUp = 5

func main() {
	rounds := flag.Int("n", 200, "rounds")
	flag.Parse()
	if err := run(*rounds, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "startbench:", err)
		os.Exit(1)
	}
}

func run(rounds int, commands []string) error {
	if rounds < 1 || len(commands) == 0 {
		return fmt.Errorf("usage: startbench [-n ROUNDS] COMMAND...")
	}
	took := make([][]time.Duration, len(commands))
	for round := -warmUp; round < rounds; round++ {
		for i, command := range commands {
			d, err := once(strings.Fields(command))
			if err != nil {
				return err
			}
			if round >= 0 {
				took[i] = append(took[i], d)
			}
		}
	}
	fmt.Printf("%10s %10s %10s  %s (%d rounds)\n", "median ms", "p90 ms", "over 1st", "command", rounds)
	for i, command := range commands {
		over := make([]time.Duration, rounds)
		for round := range over {
			over[round] = took[i][round] - took[0][round]
		}
		words := strings.Fields(command)
		words[0] = filepath.Base(words[0])
		fmt.Printf("%10.3f %10.3f %+10.3f  %s\n",
			ms(at(took[i], 0.5)), ms(at(took[i], 0.9)), ms(at(over, 0.5)), strings.Join(words, " "))
	}
	return nil
}

// once runs a command without a terminal and without input, and fails with its own words if it fails.
func once(words []string) (time.Duration, error) {
	var stderr bytes.Buffer
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", strings.Join(words, " "), err, stderr.Bytes())
	}
	return took, nil
}

// at gives the value below which the share q of the durations lies.
func at(durations []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(durations))
	return sorted[int(q*float64(len(sorted)-1)+0.5)]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
