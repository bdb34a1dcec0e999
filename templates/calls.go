package templates

import (
	"slices"
	"strconv"
	"strings"
	"text/template/parse"

	"draft/drafts/field"
)

// usage shows how each function is written. These are all there are: what is not here is refused.
var usage = map[string]string{
	"is":       `is "field" "value"`,
	"has":      `has "field"`,
	"same":     `same "field" "field"`,
	"over":     `over "amount" "1000"`,
	"days":     `days "field"`,
	"capital":  `capital "amount"`,
	"masked":   `masked "phone"`,
	"today":    `today`,
	"claim":    `claim`,
	"received": `received`,
	"open":     `open`,
	"list":     `list "text" .field (and (has "field") "text") …`,
	"attached": `attached .files`,
	"join":     `join "、" .field "text" …`,
	"sentence": `sentence .field`,
	"and":      `and (is "a" "b") (has "c") …`,
	"or":       `or (is "a" "b") (has "c") …`,
	"not":      `not (has "field")`,
	"lt":       `lt (days "field") 30`,
	"le":       `le (days "field") 30`,
	"gt":       `gt (days "field") 30`,
	"ge":       `ge (days "field") 30`,
}

// tests are the functions whose answer is yes or no.
var tests = []string{"is", "has", "same", "over", "and", "or", "not", "lt", "le", "gt", "ge"}

// call checks a function and what it is given, and tells what it gives.
func (c checker) call(name *parse.IdentifierNode, args []parse.Node, s scope) dot {
	if _, ok := usage[name.Ident]; !ok {
		c.fault(name, faultFunction, map[string]any{"Name": name.Ident, "Known": sortedKeys(usage)})
		return oneText
	}
	ok := false
	switch name.Ident {
	case "is":
		ok = len(args) == 2 && c.choice(args[0], args[1])
	case "has":
		ok = len(args) == 1 && c.named(args[0])
	case "same":
		ok = len(args) == 2 && c.named(args[0]) && c.named(args[1])
	case "over":
		ok = len(args) == 2 && c.named(args[0], field.Money) && (amount(args[1]) || c.named(args[1], field.Money))
	case "days":
		ok = len(args) == 1 && c.named(args[0], field.Datetime)
	case "capital":
		ok = len(args) == 1 && c.named(args[0], field.Money)
	case "masked":
		ok = len(args) == 1 && c.named(args[0], field.Phone, field.Number)
	case "today", "claim", "received", "open":
		ok = len(args) == 0
	case "sentence":
		ok = len(args) == 1 && c.operand(args[0], s) == oneText
	case "attached":
		ok = len(args) == 1 && c.operand(args[0], s) == textList
	case "not":
		ok = len(args) == 1 && c.operands(args, s)
	case "list", "and", "or":
		ok = len(args) > 0 && c.operands(args, s)
	case "join":
		_, literal := first(args).(*parse.StringNode)
		ok = len(args) > 1 && literal && c.operands(args[1:], s)
	case "lt", "le", "gt", "ge":
		ok = len(args) == 2 && c.counted(args[0]) && c.counted(args[1])
	}
	if !ok {
		c.fault(name, faultArguments, map[string]any{"Name": name.Ident, "Usage": usage[name.Ident]})
	}
	switch {
	case name.Ident == "days":
		return count
	case slices.Contains(tests, name.Ident):
		return truth
	}
	return oneText
}

func first(args []parse.Node) parse.Node {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

// operands checks values that are printed or tested. It is true: what is wrong with one is said at that one.
func (c checker) operands(args []parse.Node, s scope) bool {
	for _, a := range args {
		c.operand(a, s)
	}
	return true
}

// named checks the quoted name of a declared field, of one of these types if any are given. A name that is unknown
// is reported here and is no fault of the call's form.
func (c checker) named(n parse.Node, types ...field.Type) bool {
	name, ok := n.(*parse.StringNode)
	if !ok {
		return false
	}
	f, ok := c.kind.Find(name.Text)
	if !ok {
		line, column := c.where(int(n.Position()))
		c.unknownField(name.Text, line, column)
		return true
	}
	return len(types) == 0 || slices.Contains(types, f.Type)
}

// choice checks `is`: a choice against one of its values, a yes/no against yes or no.
func (c checker) choice(name, value parse.Node) bool {
	v, ok := value.(*parse.StringNode)
	if !ok || !c.named(name, field.Choice, field.YesNo) {
		return false
	}
	f, ok := c.kind.Find(name.(*parse.StringNode).Text)
	if !ok {
		return true // reported
	}
	if f.Type == field.YesNo {
		return v.Text == "yes" || v.Text == "no"
	}
	line, column := c.where(int(value.Position()))
	c.optionOf(f, v.Text, line, column)
	return true
}

func amount(n parse.Node) bool {
	s, ok := n.(*parse.StringNode)
	if !ok {
		return false
	}
	_, err := field.Spec{Type: field.Money}.Parse(s.Text, field.Reading{})
	return err == nil
}

// counted is a whole number or the days since an answer: nothing else is compared by size, since all other values
// are texts.
func (c checker) counted(n parse.Node) bool {
	switch n := n.(type) {
	case *parse.NumberNode:
		_, err := strconv.Atoi(n.Text)
		return err == nil
	case *parse.PipeNode:
		if len(n.Cmds) != 1 || !strings.HasPrefix(n.String(), "days ") {
			return false
		}
		c.pipe(n, scope{dot: nothing})
		return true
	}
	return false
}

// sound checks an expression by itself and tells whether it has no fault.
func (c checker) sound(p *parse.PipeNode) bool {
	before := len(c.faults)
	c.pipe(p, scope{dot: nothing})
	return len(c.faults) == before
}
