package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// decode parses the JSON that a command printed. It fails the test on an unknown field.
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
