package templates

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Fault is one fault of a template file. The command words it by its code and arguments.
type Fault struct {
	File   string
	Line   int
	Column int
	Code   string
	Args   map[string]any
}

// Error returns the fault for logs and tests.
func (f Fault) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Place(), f.Code)
	for _, k := range slices.Sorted(maps.Keys(f.Args)) {
		fmt.Fprintf(&b, " %s=%q", k, fmt.Sprint(f.Args[k]))
	}
	return b.String()
}

// Place returns file:line:column.
func (f Fault) Place() string { return fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column) }

// Faults are all faults of one file, in the order of the file. It is the error that Parse returns.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// Codes of faults, with their arguments.
const (
	faultNoFrontMatter  = "front_matter"     // the file does not begin with ---, or that part does not end
	faultYAML           = "yaml"             // Detail
	faultUnknownKey     = "unknown_key"      // Key, Nearest, Known
	faultDuplicateKey   = "duplicate_key"    // Key
	faultMissingKey     = "missing_key"      // Key
	faultWantText       = "want_text"        // Key
	faultWantList       = "want_list"        // Key
	faultWantMap        = "want_map"         // Key
	faultWantYesNo      = "want_yes_no"      // Key, Value
	faultWantWorkdays   = "want_workdays"    // Value
	faultBadName        = "bad_name"         // Value
	faultReservedName   = "reserved_name"    // Value
	faultDuplicateName  = "duplicate_name"   // Value
	faultNotOneOf       = "not_one_of"       // Key, Value, Known
	faultWantType       = "want_type"        // Key, Name, Type, Want: a field of another type than this key needs
	faultWrongType      = "wrong_type"       // Key, Type: a key that this type of field does not have
	faultUnknownField   = "unknown_field"    // Name, Nearest
	faultUnknownOption  = "unknown_option"   // Name, Value, Known
	faultSample         = "sample"           // Name, Value, Detail: the sample is not a valid answer
	faultSyntax         = "syntax"           // Detail
	faultOutside        = "outside"          // text outside of {{define}}
	faultMissingBlock   = "missing_block"    // Name
	faultDuplicateBlock = "duplicate_block"  // Name
	faultUnknownBlock   = "unknown_block"    // Name
	faultCycle          = "cycle"            // Name
	faultTooLarge       = "too_large"        // Name
	faultNesting        = "nesting"          //
	faultFunction       = "function"         // Name, Known
	faultArguments      = "arguments"        // Name, Usage
	faultNotAllowed     = "not_allowed"      // Text
	faultRange          = "range"            // Text
	faultPrintList      = "print_list"       // Name
	faultNotCondition   = "not_condition"    // Text
	faultLater          = "later"            // Name: a condition over a field that is declared later
	faultKindName       = "kind_name"        // Value, Want: the kind differs from the file's name
	faultEach           = "each"             // Value: without N, or with more than one
	faultRest           = "rest"             // Loop, Answer: examples of the only texts that go with it
	faultMost           = "most"             // Least, Most
	faultItemName       = "item_name"        // Name, List: a question of a list, named outside of it
	faultPart           = "part"             // Name, Known: no part of a list
	faultNotInItem      = "not_in_item"      // Text, List
	lintLanguage        = "lint_language"    // Key, Language
	lintLabel           = "lint_label"       // Value, Name
	lintUnreachable     = "lint_unreachable" // Name
	lintNoSample        = "lint_no_sample"   // Name
	lintRender          = "lint_render"      // Detail, Case
	lintBlemish         = "lint_blemish"     // Text, Case, Block
	lintNoBlock         = "lint_no_block"    // Name
	lintNoFeedback      = "lint_no_feedback" //
	lintUnknownChannel  = "lint_channel"     // Value, Known
	lintCaseKind        = "lint_case_kind"   // Value, Known: a kind about a case that no command fills in
)

// Codes returns all codes, for the test that every code has a message.
func Codes() []string {
	return []string{
		faultNoFrontMatter, faultYAML, faultUnknownKey, faultDuplicateKey, faultMissingKey, faultWantText,
		faultWantList, faultWantMap, faultWantYesNo, faultWantWorkdays, faultBadName, faultReservedName,
		faultDuplicateName, faultNotOneOf, faultWantType, faultWrongType, faultUnknownField, faultUnknownOption, faultSample,
		faultSyntax, faultOutside, faultMissingBlock, faultDuplicateBlock, faultUnknownBlock, faultCycle,
		faultTooLarge, faultNesting, faultFunction, faultArguments, faultNotAllowed, faultRange, faultPrintList,
		faultNotCondition, faultLater, faultKindName, faultEach, faultRest, faultMost, faultItemName, faultPart, faultNotInItem, lintLanguage, lintLabel, lintUnreachable, lintNoSample,
		lintRender, lintBlemish, lintNoBlock, lintNoFeedback, lintUnknownChannel, lintCaseKind,
	}
}
