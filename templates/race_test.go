//go:build race

package templates

// slow says that everything takes many times as long: under the race detector.
const slow = true
