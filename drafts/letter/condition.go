package letter

import (
	"strconv"
	"text/template/parse"
)

// Condition is a test over the answers. The zero Condition always holds.
type Condition struct {
	Source string // as the file says it
	test   test
	pipe   *parse.PipeNode
}

// Conditional tells whether the condition can fail at all.
func (c Condition) Conditional() bool { return c.test != nil }

// NewCondition makes the condition that an expression says; ok is false where it is not made of tests alone: is, has,
// same, over, comparisons of days, and and, or, not of these.
func NewCondition(source string, pipe *parse.PipeNode) (c Condition, ok bool) {
	t, ok := compile(pipe)
	return Condition{Source: source, test: t, pipe: pipe}, ok
}

// Expr is a condition taken apart, for whoever words it: a test with the texts that it is given, or and, or, not with
// what they connect.
type Expr struct {
	Name  string // is, has, same, over, and, or, not
	Texts []string
	Parts []Expr
}

// Expr takes the condition apart; ok is false where it compares days or numbers, or always holds.
func (c Condition) Expr() (e Expr, ok bool) {
	if c.test == nil {
		return Expr{}, false
	}
	return exprOf(c.pipe)
}

// exprOf takes apart what compile takes.
func exprOf(pipe *parse.PipeNode) (Expr, bool) {
	args := pipe.Cmds[0].Args
	e := Expr{Name: args[0].(*parse.IdentifierNode).Ident}
	for _, a := range args[1:] {
		switch a := a.(type) {
		case *parse.StringNode:
			e.Texts = append(e.Texts, a.Text)
		case *parse.PipeNode:
			part, ok := exprOf(a)
			if !ok {
				return Expr{}, false
			}
			e.Parts = append(e.Parts, part)
		}
	}
	switch e.Name {
	case "is", "has", "same", "over", "and", "or", "not":
		return e, true
	}
	return Expr{}, false
}

// test is an expression that is yes or no for a sheet. Templates ask the same few tests over and over, and calling a
// function out of a template costs far more than what these do: they are compiled once and answered by themselves.
type test func(*Sheet) bool

// compile makes the test that an expression says, if it is one.
func compile(n parse.Node) (test, bool) {
	pipe, ok := n.(*parse.PipeNode)
	if !ok || len(pipe.Decl) > 0 || len(pipe.Cmds) != 1 {
		return nil, false
	}
	args := pipe.Cmds[0].Args
	name, ok := args[0].(*parse.IdentifierNode)
	if !ok {
		return nil, false
	}
	args = args[1:]
	switch name.Ident {
	case "and", "or", "not":
		return connect(name.Ident, args)
	case "lt", "le", "gt", "ge":
		return compare(name.Ident, args)
	}
	texts := make([]string, len(args))
	for i, a := range args {
		s, ok := a.(*parse.StringNode)
		if !ok {
			return nil, false
		}
		texts[i] = s.Text
	}
	switch {
	case name.Ident == "has" && len(texts) == 1:
		return func(s *Sheet) bool { return s.has(texts[0]) }, true
	case name.Ident == "is" && len(texts) == 2:
		return func(s *Sheet) bool { return s.is(texts[0], texts[1]) }, true
	case name.Ident == "same" && len(texts) == 2:
		return func(s *Sheet) bool { return s.same(texts[0], texts[1]) }, true
	case name.Ident == "over" && len(texts) == 2:
		limit, isAmount := yuan(texts[1])
		if isAmount {
			return func(s *Sheet) bool { return s.above(texts[0], limit) }, true
		}
		return func(s *Sheet) bool { return s.over(texts[0], texts[1]) }, true
	}
	return nil, false
}

// connect compiles and, or and not.
func connect(name string, args []parse.Node) (test, bool) {
	tests := make([]test, len(args))
	for i, a := range args {
		t, ok := compile(a)
		if !ok {
			return nil, false
		}
		tests[i] = t
	}
	if len(tests) == 0 || name == "not" && len(tests) != 1 {
		return nil, false
	}
	if name == "not" {
		return func(s *Sheet) bool { return !tests[0](s) }, true
	}
	decided := name == "or" // by the first test that gives this
	return func(s *Sheet) bool {
		for _, t := range tests {
			if t(s) == decided {
				return decided
			}
		}
		return !decided
	}, true
}

// compare compiles a comparison of days or whole numbers.
func compare(name string, args []parse.Node) (test, bool) {
	if len(args) != 2 {
		return nil, false
	}
	a, okA := count(args[0])
	b, okB := count(args[1])
	if !okA || !okB {
		return nil, false
	}
	switch name {
	case "lt":
		return func(s *Sheet) bool { return a(s) < b(s) }, true
	case "le":
		return func(s *Sheet) bool { return a(s) <= b(s) }, true
	case "gt":
		return func(s *Sheet) bool { return a(s) > b(s) }, true
	}
	return func(s *Sheet) bool { return a(s) >= b(s) }, true
}

// count compiles a whole number, or the days since an answer.
func count(n parse.Node) (func(*Sheet) int, bool) {
	switch n := n.(type) {
	case *parse.NumberNode:
		i, err := strconv.Atoi(n.Text)
		return func(*Sheet) int { return i }, err == nil
	case *parse.PipeNode:
		if len(n.Cmds) != 1 || len(n.Cmds[0].Args) != 2 {
			return nil, false
		}
		name, isName := n.Cmds[0].Args[0].(*parse.IdentifierNode)
		field, isText := n.Cmds[0].Args[1].(*parse.StringNode)
		if !isName || !isText || name.Ident != "days" {
			return nil, false
		}
		return func(s *Sheet) int { return s.days(field.Text) }, true
	}
	return nil, false
}
