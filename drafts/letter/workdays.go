package letter

import "encoding/json"

// Workdays is a range of Chinese working days, both ends included; in JSON it is a list of both. Zero is a range that nobody
// knows.
type Workdays struct{ From, To int }

// IsZero reports whether nothing is known.
func (w Workdays) IsZero() bool { return w == Workdays{} }

// MarshalJSON writes both ends, or null for a range that nobody knows.
func (w Workdays) MarshalJSON() ([]byte, error) {
	if w.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal([]int{w.From, w.To})
}

// UnmarshalJSON reads what MarshalJSON writes. A list that has not two ends is a range that nobody knows.
func (w *Workdays) UnmarshalJSON(text []byte) error {
	var ends []int
	if err := json.Unmarshal(text, &ends); err != nil {
		return err
	}
	if *w = (Workdays{}); len(ends) == 2 {
		*w = Workdays{From: ends[0], To: ends[1]}
	}
	return nil
}
