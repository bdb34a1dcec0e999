//go:build !race

package templates

const slow = false
