package web

import (
	"strings"
	"testing"

	"golang.org/x/net/html/atom"
)

// The line beside the text for the app says how long it is, and how many questions have no answer yet, or a wrong one.
func TestMeter(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	meter := func() string {
		for _, n := range v.elements(atom.Span) {
			if id, _ := attribute(n, "id"); id == "count" {
				return textOf(n)
			}
		}
		t.Fatal("there is none")
		return ""
	}
	if got := meter(); !strings.HasSuffix(got, "/200 字，还有 5 项要填") {
		t.Error(got)
	}
	v.send("save", "phone", "12", "amount", "50")
	if got := meter(); !strings.HasSuffix(got, "/200 字，还有 4 项要填，有 1 处要改") {
		t.Error(got)
	}
	v.send("save", append(ready, "phone", "")...)
	if got := meter(); !strings.HasSuffix(got, "/200 字") {
		t.Error(got)
	}
}

// A payment can be added before anything is answered.
func TestAddFirst(t *testing.T) {
	v := newVisitor(t)
	v.get("/new/refund")
	v.send("add:payments")
	if got := v.values("amount", "payments.2.amount"); got != " | " {
		t.Errorf("%s asks for %s", v.path, got)
	}
}
