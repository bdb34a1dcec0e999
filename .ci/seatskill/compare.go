package main

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

const heading = "round tables  kills pauses  cuts stops  runs  arrived  reported  unreported  unknown (of at most)  seconds"

// outcome is what came out of a round, or of all of them.
type outcome struct {
	one                  bool // whether all seats had one table
	kills, pauses, stops int
	wires                int // that were cut
	runs                 int
	arrivedCount         int // letters at the server
	reported             int // that the reports of processes call sent
	unreported           int // that processes sent which gave no report, or whose report calls them unknown
	unknown, arrivedAnd  int // letters that are unknown, and those of them that arrived
	most                 int // how many may be unknown: one of each connection that was cut
	took                 time.Duration

	broken []string
}

func (o *outcome) breaks(format string, args ...any) {
	o.broken = append(o.broken, fmt.Sprintf(format, args...))
}

func (o *outcome) add(of *outcome) {
	o.kills, o.pauses, o.stops, o.runs = o.kills+of.kills, o.pauses+of.pauses, o.stops+of.stops, o.runs+of.runs
	o.arrivedCount, o.reported, o.unreported = o.arrivedCount+of.arrivedCount, o.reported+of.reported, o.unreported+of.unreported
	o.unknown, o.arrivedAnd, o.most = o.unknown+of.unknown, o.arrivedAnd+of.arrivedAnd, o.most+of.most
	o.wires, o.took = o.wires+of.wires, o.took+of.took
	o.broken = append(o.broken, of.broken...)
}

// line is a row of the table of rounds.
func (o *outcome) line(name string) string {
	tables := "four"
	if o.one {
		tables = "one"
	}
	if name == "all" {
		tables = ""
	}
	return fmt.Sprintf("%-5s %-6s  %5d %6d %5d %5d %5d  %7d  %8d  %10d  %5d (%d), %d arrived  %5.0f", name, tables, o.kills, o.pauses, o.wires, o.stops, o.runs,
		o.arrivedCount, o.reported, o.unreported, o.unknown, o.most, o.arrivedAnd, o.took.Seconds())
}

// compare compares what is at the mail server with what the store and the reports say.
func (r *round) compare(last *process) error {
	at := map[int][]arrival{} // by row
	for _, p := range r.processes {
		list, err := p.arrivals(r.table.row)
		if err != nil {
			return err
		}
		for _, a := range list {
			at[a.row] = append(at[a.row], a)
			r.arrivedCount++
		}
	}
	unknown := r.compareRows(last, at)
	for _, p := range r.processes {
		r.runs++
		r.most += p.cuts * r.connections
		r.compareProcess(p, at, unknown)
	}
	r.unknown = len(unknown)
	for row := range unknown {
		r.arrivedAnd += len(at[row])
	}
	if r.unknown > r.most {
		r.breaks("%d letters are unknown, more than connections were cut: %d", r.unknown, r.most)
	}
	if sum := r.reported + r.unreported + r.arrivedAnd; sum != r.arrivedCount {
		r.breaks("%d letters are at the server, and %d are accounted for", r.arrivedCount, sum)
	}
	r.compareStore()
	return nil
}

// compareRows compares the last report, which has every row, with what arrived. It returns the rows that are unknown.
func (r *round) compareRows(last *process, at map[int][]arrival) map[int]bool {
	unknown, seen := map[int]bool{}, map[int]bool{}
	for _, result := range last.report.Results {
		row := result.Row - 2
		seen[row] = true
		arrived := at[row]
		switch {
		case len(arrived) > 1:
			r.breaks("row %d is at the server %d times: %s", result.Row, len(arrived), describe(arrived))
		case result.Status == "unknown":
			unknown[row] = true
		case result.Status != "sent":
			r.breaks("row %d is lost: %s, and %d arrived", result.Row, result.Status, len(arrived))
		case len(arrived) == 0:
			r.breaks("row %d is lost: said to be sent, and it did not arrive", result.Row)
		case result.MessageID != "" && result.MessageID != arrived[0].messageID:
			r.breaks("row %d is letter %s, and %s arrived", result.Row, result.MessageID, arrived[0].messageID)
		}
	}
	if len(seen) != r.rows {
		r.breaks("the last report has %d rows of %d", len(seen), r.rows)
	}
	return unknown
}

// compareProcess compares what one process sent with its report.
func (r *round) compareProcess(p *process, at map[int][]arrival, unknown map[int]bool) {
	said := p.said.String()
	if strings.Contains(said, "panic:") || strings.Contains(said, "goroutine ") || p.code == 2 {
		r.breaks("%s: %s", p.name(), oneLine(said))
	}
	sent, unsure := map[string]bool{}, map[string]bool{} // Message-IDs that its report calls sent by it, or unknown
	if p.report != nil {
		for _, result := range p.report.Results {
			switch {
			case result.Before != "" || result.Elsewhere:
			case result.Status == "unknown" || result.Status == "sent" && result.Failure != nil: // the record may have been made all the same
				unsure[result.MessageID] = true
			case result.Status == "sent":
				sent[result.MessageID] = true
			}
		}
		if len(sent) != p.report.Sent {
			r.breaks("%s reports %d letters sent, and lists %d", p.name(), p.report.Sent, len(sent))
		}
		r.reported += p.report.Sent
	}
	arrived := 0
	for row, list := range at {
		for _, a := range list {
			switch {
			case a.by != p:
			case sent[a.messageID]:
				arrived++
				if unknown[row] {
					r.breaks("%s reports row %d sent, and the store calls it unknown", p.name(), row+2)
				}
			case unknown[row]:
			case p.report == nil || unsure[a.messageID]:
				r.unreported++
			default:
				r.breaks("%s sent row %d, and does not report it", p.name(), row+2)
			}
		}
	}
	if arrived != len(sent) {
		r.breaks("%s reports %d letters sent, of which %d arrived", p.name(), len(sent), arrived)
	}
}

// compareStore looks into the store: it is sound, and no letter is left over.
func (r *round) compareStore() {
	if code, faults := r.draftSays("store", "check", "--json"); code != 0 {
		r.breaks("store check: %s", faults)
	}
	_, text := r.draftSays("list", "--json")
	var letters []struct {
		ID, Status string
		Leftover   bool
	}
	if err := json.Unmarshal(text, &letters); err != nil {
		r.breaks("list: %v in %s", err, text)
	}
	counts := map[string]int{}
	for _, l := range letters {
		counts[l.Status]++
		if l.Leftover {
			counts["leftover"]++
		}
	}
	if counts["leftover"] > 0 || counts["sent"]+counts["unknown"] != len(letters) || counts["unknown"] != r.unknown {
		r.breaks("of %d rows the store has %v", r.rows, counts)
	}
}

// draftSays runs the program at the first seat, and returns its exit code and what it says.
func (r *round) draftSays(args ...string) (int, []byte) {
	cmd := exec.Command(r.draft, append(args, "--store", r.place.store(seatName(0)))...) //nolint:gosec // as it was named
	cmd.Env, cmd.Dir = r.environment(seatName(0)), r.folder
	out, err := cmd.Output()
	if err != nil && cmd.ProcessState == nil {
		return -1, []byte(err.Error())
	}
	return cmd.ProcessState.ExitCode(), out
}

// describe says which processes sent something.
func describe(list []arrival) string {
	var text []string
	for _, a := range list {
		text = append(text, fmt.Sprintf("%s by %s, answered: %v", a.messageID, a.by.name(), a.answered))
	}
	return strings.Join(text, "; ")
}

// arrived lists what is at the server.
func (r *round) arrived() string {
	var text strings.Builder
	for _, p := range r.processes {
		list, err := p.arrivals(r.table.row)
		if err != nil {
			fmt.Fprintln(&text, err)
		}
		for _, a := range list {
			fmt.Fprintf(&text, "%d %s\n", a.row+2, describe([]arrival{a}))
		}
	}
	return text.String()
}
