package main

import "fmt"

// few is a number of rows or letters whose memory is that of any smaller number.
const few = 1000

// memory writes a short table and a long one to an mbox, and sends a short queue and a long one.
func (b *bench) memory() error {
	if err := b.memoryOfTables(); err != nil {
		return err
	}
	var first float64
	for _, count := range []int{few, b.many} {
		u, err := b.withStore(count, true, func(folder string) (usage, error) {
			return measured(b.draft, "send", "--queued", "--yes", "--store", folder, "--smtp=smtp://"+b.server)
		})
		if err != nil {
			return err
		}
		if first == 0 {
			first = u.peak
		}
		more := fmt.Sprintf("%.0f letters/s, %.2f times the memory of %d letters", float64(count)/u.time.Seconds(), u.peak/first, few)
		b.peak(fmt.Sprintf("peak memory, a queue of %d letters", count), u.peak, 40, 35, more)
	}
	return nil
}

func (b *bench) memoryOfTables() error {
	var peaks []float64
	for _, rows := range []int{few, b.most} {
		table, err := b.make(rows, ".csv")
		if err != nil {
			return err
		}
		u, err := b.batch(table, "letters.mbox", holds(rows))
		if err != nil {
			return err
		}
		peaks = append(peaks, u.peak)
		more := fmt.Sprintf("%.0f letters/s, %.2f times the memory of %d rows", float64(rows)/u.time.Seconds(), u.peak/peaks[0], few)
		b.peak(fmt.Sprintf("peak memory, CSV of %d rows to an mbox", rows), u.peak, 40, 25, more)
	}
	return nil
}

// xlsx checks a long workbook.
func (b *bench) xlsx() error {
	rows := min(b.most, 100_000)
	table, err := b.make(rows, ".xlsx")
	if err != nil {
		return err
	}
	u, err := measured(b.draft, "batch", "refund", table)
	if err != nil {
		return err
	}
	more := fmt.Sprintf("checked in %.1f s, %.0f rows/s", u.time.Seconds(), float64(rows)/u.time.Seconds())
	b.peak(fmt.Sprintf("peak memory, XLSX of %d rows checked", rows), u.peak, 150, 60, more)
	return nil
}
