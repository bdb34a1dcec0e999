package letter

import (
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// Condition is a test over the answers. The zero Condition always holds.
type Condition struct {
	Source string // as the file says it
	expr   Expr
}

// Expr is a parsed condition: a test with its arguments, or and, or, not with the conditions that they connect.
type Expr struct {
	Name   string // is, has, same, over, and, or, not, lt, le, gt, ge
	Texts  []string
	Parts  []Expr
	counts [2]count // the operands of lt, le, gt, ge
}

// count is the number of days since the answer to a field, the number of records of a list, or a fixed number.
type count struct {
	field  string
	list   string
	number int
}

// NewCondition returns the condition that an expression states. ok is false unless the expression consists of tests: is, has,
// same, over, comparisons of days and whole numbers, and and, or, not of these.
func NewCondition(source string, pipe *parse.PipeNode) (c Condition, ok bool) {
	e, ok := parseExpr(pipe)
	if !ok {
		return Condition{Source: source}, false
	}
	return Condition{Source: source, expr: e}, true
}

// Conditional reports whether the condition can fail.
func (c Condition) Conditional() bool { return c.expr.Name != "" }

// Expr returns the condition for a caller that puts it into words. ok is false if it always holds or compares days.
func (c Condition) Expr() (e Expr, ok bool) { return c.expr, c.Conditional() && !c.expr.comparesDays() }

// comparesDays reports whether a comparison of anything but records is part of e.
func (e Expr) comparesDays() bool {
	switch e.Name {
	case "lt", "le", "gt", "ge":
		_, _, ok := e.Records()
		return !ok
	}
	return slices.ContainsFunc(e.Parts, Expr.comparesDays)
}

// Records returns the list whose records a comparison counts, and the number that they are compared with; ok is false for any other
// expression.
func (e Expr) Records() (list string, number int, ok bool) {
	return e.counts[0].list, e.counts[1].number, e.counts[0].list != "" && e.counts[1] == count{number: e.counts[1].number}
}

func parseExpr(n parse.Node) (e Expr, ok bool) {
	name, args, ok := call(n)
	if !ok {
		return Expr{}, false
	}
	e.Name = name
	switch name {
	case "and", "or", "not":
		for _, a := range args {
			part, ok := parseExpr(a)
			if !ok {
				return Expr{}, false
			}
			e.Parts = append(e.Parts, part)
		}
		return e, len(args) == 1 || len(args) > 1 && name != "not"
	case "lt", "le", "gt", "ge":
		if len(args) != 2 {
			return Expr{}, false
		}
		for i, a := range args {
			if e.counts[i], ok = parseCount(a); !ok {
				return Expr{}, false
			}
		}
		return e, true
	}
	for _, a := range args {
		text, ok := a.(*parse.StringNode)
		if !ok {
			return Expr{}, false
		}
		e.Texts = append(e.Texts, text.Text)
	}
	switch name {
	case "has":
		return e, len(args) == 1
	case "is", "same", "over":
		return e, len(args) == 2
	}
	return Expr{}, false
}

func parseCount(n parse.Node) (c count, ok bool) {
	if number, ok := n.(*parse.NumberNode); ok {
		i, err := strconv.Atoi(number.Text)
		return count{number: i}, err == nil
	}
	name, args, ok := call(n)
	if !ok || len(args) != 1 {
		return count{}, false
	}
	text, ok := args[0].(*parse.StringNode)
	switch {
	case !ok:
	case name == "days":
		return count{field: text.Text}, true
	case name == "count":
		return count{list: text.Text}, true
	}
	return count{}, false
}

// Names returns the names of the questions and lists that a condition is about. A part of a list is about the list.
func (c Condition) Names() []string {
	var names []string
	c.expr.rename(func(name string) string {
		list, _, _ := strings.Cut(name, ".")
		names = append(names, list)
		return name
	})
	return names
}

// Questions returns the names of the questions that a condition is about. A part of a list is about that question of the first record.
func (c Condition) Questions() []string {
	var names []string
	c.expr.rename(func(name string) string {
		names = append(names, name[strings.LastIndexByte(name, '.')+1:])
		return name
	})
	return names
}

// rename returns the expression with other names for the questions and the lists that it tests.
func (e Expr) rename(to func(name string) string) Expr {
	if e.Texts != nil {
		e.Texts = slices.Clone(e.Texts)
		e.Texts[0] = to(e.Texts[0])
		if e.Name == "same" || e.Name == "over" {
			e.Texts[1] = to(e.Texts[1])
		}
	}
	if e.Parts != nil {
		e.Parts = slices.Clone(e.Parts)
		for i := range e.Parts {
			e.Parts[i] = e.Parts[i].rename(to)
		}
	}
	for i := range e.counts {
		if e.counts[i].field != "" {
			e.counts[i].field = to(e.counts[i].field)
		}
		if e.counts[i].list != "" {
			e.counts[i].list = to(e.counts[i].list)
		}
	}
	return e
}

// call returns the function and the arguments of an expression that is a single function call.
func call(n parse.Node) (name string, args []parse.Node, ok bool) {
	pipe, ok := n.(*parse.PipeNode)
	if !ok || len(pipe.Decl) > 0 || len(pipe.Cmds) != 1 {
		return "", nil, false
	}
	args = pipe.Cmds[0].Args
	function, ok := args[0].(*parse.IdentifierNode)
	if !ok {
		return "", nil, false
	}
	return function.Ident, args[1:], true
}

// Holds reports whether the answers meet a condition.
func (s *Sheet) Holds(c Condition) bool { return !c.Conditional() || s.meets(&c.expr) }

func (s *Sheet) meets(e *Expr) bool {
	switch e.Name {
	case "and":
		return !slices.ContainsFunc(e.Parts, func(part Expr) bool { return !s.meets(&part) })
	case "or":
		return slices.ContainsFunc(e.Parts, func(part Expr) bool { return s.meets(&part) })
	case "not":
		return !s.meets(&e.Parts[0])
	case "is":
		return s.is(e.Texts[0], e.Texts[1])
	case "same":
		return s.same(e.Texts[0], e.Texts[1])
	case "over":
		return s.over(e.Texts[0], e.Texts[1])
	case "has":
		return s.has(e.Texts[0])
	}
	a, b := s.count(e.counts[0]), s.count(e.counts[1])
	switch e.Name {
	case "lt":
		return a < b
	case "le":
		return a <= b
	case "gt":
		return a > b
	}
	return a >= b
}

func (s *Sheet) count(c count) int {
	switch {
	case c.field != "":
		return s.days(c.field)
	case c.list != "":
		return s.countRecords(c.list)
	}
	return c.number
}
