package batch

// seen remembers which row had a digest first, in about 9 bytes for each: a table may have a million rows. Of a digest of 64
// bits it keeps 59, and takes them for what they are the digest of: among a million rows two are the same once in a million
// tables, and then a row is refused that could have been written. Reading is safe for several goroutines.
//
// It is many short lists, each searched to its end: there are no free places to keep, nothing is moved when it grows, and the
// search among a million takes less than a hundredth of what a row takes. The lists are chains of blocks, which come a slab
// at a time and hold no pointers, so that the garbage collector has nothing to look at.
type seen struct {
	lists [1 << listBits]uint32 // the newest block of each, counted from 1
	slabs []*[slab]block
	used  uint32 // blocks
}

// block is a part of the list of the digests that end alike. The list tells their last listBits; in the place of the last
// rowBits of a digest stands how far its row is from the first of the block.
type block struct {
	digests [16]uint64
	used    uint32 // of its places
	row     uint32
	before  uint32 // the block before it, counted from 1
}

const (
	listBits = 11
	rowBits  = 16 // mostly enough for the rows of a block
	slab     = 128
)

// block gives one by its number, which is not 0.
func (s *seen) block(number uint32) *block { return &s.slabs[(number-1)/slab][(number-1)%slab] }

// list gives the place of the newest block of a digest's list, and the digest as blocks have it.
func (s *seen) list(digest uint64) (newest *uint32, kept uint64) {
	return &s.lists[digest%(1<<listBits)], digest >> listBits << rowBits
}

// add remembers a row, and gives the one that had the digest first.
func (s *seen) add(digest uint64, row int) (first int) {
	if first := s.first(digest); first != 0 {
		return first
	}
	newest, kept := s.list(digest)
	if *newest == 0 || !s.block(*newest).takes(row) {
		if s.used%slab == 0 {
			s.slabs = append(s.slabs, new([slab]block))
		}
		s.used++
		*s.block(s.used) = block{row: uint32(row), before: *newest}
		*newest = s.used
	}
	b := s.block(*newest)
	b.digests[b.used] = kept | uint64(row-int(b.row))
	b.used++
	return row
}

func (b *block) takes(row int) bool {
	return int(b.used) < len(b.digests) && uint(row-int(b.row)) < 1<<rowBits
}

// first gives the row that had a digest first; 0 where none had.
func (s *seen) first(digest uint64) int {
	newest, kept := s.list(digest)
	for number := *newest; number != 0; {
		b := s.block(number)
		for _, d := range b.digests[:b.used] {
			if (d^kept)>>rowBits == 0 {
				return int(b.row) + int(d%(1<<rowBits))
			}
		}
		number = b.before
	}
	return 0
}
