package drafts

import (
	"draft/drafts/field"
	"draft/drafts/letter"
)

func (f *Form) Strength() ([]letter.Point, error) { return nil, nil }
func (f *Form) Checklist() []field.Label          { return nil }
