package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// decode reads the JSON that a command printed; a field that is not part of the contract is a fault.
func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}
