package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// table is a table as text, and where it is.
type table struct {
	path   string
	header []string
	rows   [][]string
	row    map[string]int // the index of each row, by its Douyin ID
}

// makeTable makes the table of all rows.
func (t *trial) makeTable() (*table, error) {
	path := filepath.Join(t.folder, "all.csv")
	if said, err := exec.Command(t.table, strconv.Itoa(t.rows), path).CombinedOutput(); err != nil { //nolint:gosec // as it was named
		return nil, fmt.Errorf("make a table: %w\n%s", err, said)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it is only read
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	tab := &table{path: path, header: all[0], rows: all[1:], row: map[string]int{}}
	for column, name := range tab.header {
		for i, row := range tab.rows {
			if name == "douyin_id" {
				tab.row[row[column]] = i
			}
		}
	}
	if len(tab.row) != t.rows {
		return nil, fmt.Errorf("%d rows of %d can be told from each other", len(tab.row), t.rows)
	}
	return tab, nil
}

// part writes a table of count rows, from one on and round the end, and returns its path and the rows that it has.
func (t *table) part(path string, from, count int) ([]int, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	w := csv.NewWriter(f)
	err = w.Write(t.header)
	var rows []int
	for i := range count {
		rows = append(rows, (from+i)%len(t.rows))
		err = errors.Join(err, w.Write(t.rows[rows[i]]))
	}
	w.Flush()
	return rows, errors.Join(err, w.Error(), f.Close())
}
