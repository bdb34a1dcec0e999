package field

// Gap stands in a preview for an answer that is still missing. It is the label of the question. No source gives one, and no letter that is
// kept or sent has one.
type Gap string

// String returns the label in the brackets of a place to fill in: 【充值金额】.
func (g Gap) String() string { return "【" + string(g) + "】" }

// Answer returns no text: there is no answer.
func (g Gap) Answer() string { return "" }
