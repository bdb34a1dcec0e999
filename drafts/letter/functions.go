package letter

import (
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"

	"draft/drafts/field"
)

// Funcs returns the functions that a template may call, for parsing it. A Sheet renders the template with functions that read its
// answers. Their arguments are checked when a template is loaded.
func Funcs() template.FuncMap { return (&Sheet{template: &Template{}}).functions() }

func (s *Sheet) functions() template.FuncMap {
	return template.FuncMap{
		"is":       s.is,
		"has":      s.has,
		"same":     s.same,
		"over":     s.over,
		"days":     s.days,
		"capital":  s.capital,
		"masked":   s.masked,
		"count":    s.countRecords,
		"total":    s.totalText,
		"first":    func(list, item string) string { return s.recordText(list, PartFirst, item) },
		"last":     func(list, item string) string { return s.recordText(list, PartLast, item) },
		"distinct": s.distinct,
		"span":     s.span,
		"today":    s.today,
		"claim":    s.claimText,
		"received": func() string { return sumText(s.received) },
		"open":     s.openText,
		"list":     list,
		"attached": attached,
		"join":     join,
		"sentence": sentence,
	}
}

func (s *Sheet) has(name string) bool {
	return s.test(name, func(v field.Value) bool { return v != nil })
}

// is compares a choice with one of its values, or a yes/no with yes or no.
func (s *Sheet) is(name, value string) bool {
	return s.test(name, func(v field.Value) bool { return v != nil && v.Answer() == value })
}

// same reports whether two questions have the same answer. It is false if one of them has none.
func (s *Sheet) same(one, other string) bool {
	return s.test(one, func(v field.Value) bool { return v != nil && s.is(other, v.Answer()) })
}

// over reports whether an amount of money exceeds a number of yuan, or the answer to another question. No question has a number as
// its name.
func (s *Sheet) over(name, limit string) bool {
	most, ok := s.Value(limit).(field.MoneyValue)
	if !ok {
		v, err := field.Spec{Type: field.Money}.Parse(limit, field.Reading{})
		if err != nil {
			return false
		}
		most, _ = v.(field.MoneyValue)
	}
	return s.test(name, func(v field.Value) bool {
		amount, ok := v.(field.MoneyValue)
		return ok && amount > most
	})
}

// days returns the number of calendar days from the answer to the day of the letter; 0 without an answer.
func (s *Sheet) days(name string) int {
	v, ok := s.Value(name).(field.TimeValue)
	if !ok {
		return 0
	}
	return int(field.Midnight(s.at).Sub(field.Midnight(v.Time)).Hours() / 24)
}

// today returns the day of the letter.
func (s *Sheet) today() string {
	return field.TimeValue{Time: s.at.In(field.Beijing), Day: true}.String()
}

// claimText returns the sum that is asked for, in yuan; "" if there is none.
func (s *Sheet) claimText() string {
	for _, c := range s.template.Claim {
		if gap := s.gap(c.Amount); gap != "" && s.Holds(c.When) {
			return gap
		}
	}
	sum, _ := s.Claim()
	return sumText(sum)
}

// openText returns the part of the sum asked for that was not received, in yuan; "" if all was.
func (s *Sheet) openText() string {
	sum, _ := s.Claim()
	return sumText(max(sum-s.received, 0))
}

func sumText(sum field.MoneyValue) string {
	if sum == 0 {
		return ""
	}
	return sum.String()
}

func (s *Sheet) capital(name string) string {
	if gap := s.gap(name); gap != "" {
		return gap
	}
	if v, ok := s.Value(name).(field.MoneyValue); ok {
		return v.Capital()
	}
	return ""
}

func (s *Sheet) masked(name string) string {
	if v, ok := s.Value(name).(interface{ Masked() string }); ok {
		return v.Masked()
	}
	return ""
}

// list numbers its items, one a line. Empty and false items are left out, so that a request can be written as
// (and (has "order_no") "…"). The elements of a list among the items are items, too.
func list(items ...any) (string, error) {
	texts := flatten(items)
	for i, text := range texts {
		texts[i] = strconv.Itoa(i+1) + ". " + text
	}
	return joinTexts("\n", texts)
}

// attached lists files as the attachments of a letter, one a line: 附件1：01_支付凭证.png. The number is the beginning of the name; what
// is attached in the app has none.
func attached(names []string) (string, error) {
	lines := make([]string, len(names))
	for i, name := range names {
		lines[i] = name
		if number, _, _ := strings.Cut(name, "_"); strings.Trim(number, "0123456789") == "" {
			lines[i] = "附件" + strings.TrimLeft(number, "0") + "：" + name
		}
	}
	return joinTexts("\n", lines)
}

// join joins its items with a separator, without the items that list leaves out.
func join(separator string, items ...any) (string, error) {
	return joinTexts(separator, flatten(items))
}

// joinTexts returns errTooLong if the result exceeds maxOutput, because rendering counts only what is printed.
func joinTexts(separator string, texts []string) (string, error) {
	size := 0
	for _, text := range texts {
		if size += len(text) + len(separator); size > maxOutput {
			return "", errTooLong
		}
	}
	return strings.Join(texts, separator), nil
}

// flatten returns the non-empty texts, the numbers and the elements of lists among items.
func flatten(items []any) []string {
	var texts []string
	for _, item := range items {
		switch item := item.(type) {
		case string:
			if item != "" {
				texts = append(texts, item)
			}
		case []string:
			texts = append(texts, item...)
		case int:
			texts = append(texts, strconv.Itoa(item))
		}
	}
	return texts
}

// sentence adds a full stop to a text that does not end with punctuation.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, "”’」』）)\"'"))
	if strings.ContainsRune("。！？!?.…：:，,、；;", last) {
		return text
	}
	return text + "。"
}
