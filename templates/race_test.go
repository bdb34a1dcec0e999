//go:build race

package templates

// slow reports whether the race detector is on, which takes many times as long.
const slow = true
