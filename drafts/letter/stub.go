package letter

type Drift struct {
	Field    *Field
	Was, Now string
}

func Drifts(facts []Fact, before, after string) []Drift { return nil }
