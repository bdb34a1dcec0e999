package batch

// rowIndex maps a digest to the first row that has it.
type rowIndex map[uint64]uint32

// add records a row under a digest, unless an earlier row has the digest, and returns the first row that has it.
func (x rowIndex) add(digest uint64, row int) (first int) {
	if first, ok := x[digest]; ok {
		return int(first)
	}
	x[digest] = uint32(row)
	return row
}

// first returns the first row that has a digest; 0 if there is none.
func (x rowIndex) first(digest uint64) int { return int(x[digest]) }
