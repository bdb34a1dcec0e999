package letter

import "draft/drafts/field"

type Point struct {
	Met   bool
	Field string
	Say   field.Label
}
type Drift struct {
	Field    *Field
	Was, Now string
}

func Drifts(facts []Fact, before, after string) []Drift { return nil }
