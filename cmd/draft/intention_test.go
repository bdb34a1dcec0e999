package main

import (
	"slices"
	"strings"
	"testing"
)

// Every intention names a command or a flag that there is, and no word is in the table twice or a command itself.
func TestIntentions(t *testing.T) {
	root := newRoot(system())
	for name, table := range map[string]map[string][]string{"commands": commandIntentions(), "flags": flagIntentions()} {
		seen := map[string]string{}
		for instead, words := range table {
			for _, w := range words {
				if other := seen[w]; other != "" {
					t.Errorf("%s: %s is %s and %s", name, w, other, instead)
				}
				seen[w] = instead
				if name == "commands" && slices.Contains(commandNames(root), w) && w != "help" {
					t.Errorf("%s is a command, and means %s", w, instead)
				}
				if name == "commands" && intendedCommand(root, w) != instead {
					t.Errorf("%s: %q, want %q", w, intendedCommand(root, w), instead)
				}
			}
		}
	}
	for word, want := range map[string]string{"delete": "remove", "DEL": "remove", "undo": "remove --undo", "退款": "refund", "帮助": "help", "history": "list", "xyz": ""} {
		if got := intendedCommand(root, word); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
	refund, _, err := root.Find([]string{"refund"})
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{"amount": "--set amount=…", "out": "--output", "language": "--lang", "overwrite": "--force", "password": "", "xyz": ""} {
		if got := intendedFlag(refund, word); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
	if strings.Contains(intendedFlag(root, "amount"), "set") {
		t.Error("a flag that the command does not have")
	}
}
