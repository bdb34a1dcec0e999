package templates

import (
	"slices"
	"strconv"
	"strings"
	"text/template/parse"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// usage has an example of each function that a template may call.
var usage = map[string]string{
	"is":       `is "field" "value"`,
	"has":      `has "field"`,
	"same":     `same "field" "field"`,
	"over":     `over "amount" "1000"`,
	"days":     `days "field"`,
	"capital":  `capital "amount"`,
	"masked":   `masked "phone"`,
	"count":    `count "list"`,
	"total":    `total "list"`,
	"first":    `first "list" "field"`,
	"last":     `last "list" "field"`,
	"distinct": `distinct "list" "field"`,
	"span":     `span "list" "field"`,
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

// testFunctions are the functions that return true or false.
var testFunctions = []string{"is", "has", "same", "over", "and", "or", "not", "lt", "le", "gt", "ge"}

// call checks a function call and its arguments, and returns the kind of its result.
func (c checker) call(name *parse.IdentifierNode, args []parse.Node, s scope) valueKind {
	if _, ok := usage[name.Ident]; !ok {
		c.fault(name, faultFunction, map[string]any{"Name": name.Ident, "Known": sortedKeys(usage)})
		return oneText
	}
	ok := false
	switch name.Ident {
	case "is":
		ok = len(args) == 2 && c.isOption(args[0], args[1])
	case "has":
		ok = len(args) == 1 && c.isTestName(args[0])
	case "same":
		ok = len(args) == 2 && c.isTestName(args[0]) && c.isTestName(args[1])
	case "over":
		ok = len(args) == 2 && c.isTestName(args[0], field.Money) && (isAmount(args[1]) || c.isFieldName(args[1], field.Money))
	case "days":
		ok = len(args) == 1 && c.isFieldName(args[0], field.Datetime)
	case "capital":
		ok = len(args) == 1 && c.isFieldName(args[0], field.Money)
	case "masked":
		ok = len(args) == 1 && c.isFieldName(args[0], field.Phone, field.Number)
	case "count":
		ok = len(args) == 1 && (c.listArgument(args[0]) != nil || isQuoted(args[0]))
	case "total":
		ok = len(args) == 1 && c.hasTotal(args[0])
	case "first", "last", "distinct":
		ok = len(args) == 2 && c.isItem(args[0], args[1])
	case "span":
		ok = len(args) == 2 && c.isItem(args[0], args[1], field.Datetime)
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
		ok = len(args) == 2 && c.isCount(args[0]) && c.isCount(args[1])
	}
	if !ok {
		c.fault(name, faultArguments, map[string]any{"Name": name.Ident, "Usage": usage[name.Ident]})
	}
	switch {
	case name.Ident == "days", name.Ident == "count":
		return count
	case name.Ident == "distinct":
		return textList
	case slices.Contains(testFunctions, name.Ident):
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

// operands checks values that are printed or tested. It returns true, because their faults are reported at their own place.
func (c checker) operands(args []parse.Node, s scope) bool {
	for _, a := range args {
		c.operand(a, s)
	}
	return true
}

// isFieldName reports whether n is a quoted name of a field or of a single record's, of one of these types if there are any. An unknown
// name is reported as a fault of its own, and is true.
func (c checker) isFieldName(n parse.Node, types ...field.Type) bool {
	_, ok := c.named(n, false, types)
	return ok
}

// isTestName is isFieldName for a test, which may be about any or all records of a list.
func (c checker) isTestName(n parse.Node, types ...field.Type) bool {
	_, ok := c.named(n, true, types)
	return ok
}

func (c checker) named(n parse.Node, test bool, types []field.Type) (f letter.Field, ok bool) {
	name, ok := n.(*parse.StringNode)
	if !ok {
		return f, false
	}
	line, column := c.where(int(n.Position()))
	f = c.parser.named(name.Text, test, line, column)
	return f, f.Type == "" || len(types) == 0 || slices.Contains(types, f.Type)
}

func isQuoted(n parse.Node) bool {
	_, ok := n.(*parse.StringNode)
	return ok
}

// hasTotal reports whether n is a quoted name of a list that is added up. An unknown name is reported as a fault of its own, and is
// true.
func (c checker) hasTotal(n parse.Node) bool {
	l := c.listArgument(n)
	return l == nil && isQuoted(n) || l != nil && l.Total != ""
}

// isOption reports whether the arguments of is are a choice and one of its values, or a yes/no and yes or no.
func (c checker) isOption(name, value parse.Node) bool {
	v, ok := value.(*parse.StringNode)
	if !ok {
		return false
	}
	f, ok := c.named(name, true, []field.Type{field.Choice, field.YesNo})
	if !ok || f.Type == "" {
		return ok // a name without a type was reported
	}
	if f.Type == field.YesNo {
		return v.Text == "yes" || v.Text == "no"
	}
	line, column := c.where(int(value.Position()))
	c.parser.optionOf(f, v.Text, line, column)
	return true
}

func isAmount(n parse.Node) bool {
	s, ok := n.(*parse.StringNode)
	if !ok {
		return false
	}
	_, err := field.Spec{Type: field.Money}.Parse(s.Text, field.Reading{})
	return err == nil
}

// isCount reports whether n is a whole number, the days since an answer or the number of records. Nothing else can be compared by size, because all other
// values are texts.
func (c checker) isCount(n parse.Node) bool {
	switch n := n.(type) {
	case *parse.NumberNode:
		_, err := strconv.Atoi(n.Text)
		return err == nil
	case *parse.PipeNode:
		if len(n.Cmds) != 1 || !strings.HasPrefix(n.String(), "days ") && !strings.HasPrefix(n.String(), "count ") {
			return false
		}
		c.pipe(n, scope{dot: nothing})
		return true
	}
	return false
}

// isValid checks the expression of a condition, and reports whether it has no fault.
func (c checker) isValid(p *parse.PipeNode) bool {
	before := len(c.parser.faults)
	c.pipe(p, scope{dot: nothing})
	return len(c.parser.faults) == before
}
