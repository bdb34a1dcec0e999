package letter

import (
	"strconv"
	"strings"
	"text/template"
	"unicode/utf8"

	"draft/drafts/field"
)

// Funcs returns the functions that a template may call, for parsing it. Rendering replaces them by those of a Sheet. Their
// arguments are checked when a template is loaded.
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

func (s *Sheet) has(name string) bool { return s.values[name] != nil }

// is compares a choice with one of its values, or a yes/no with yes or no.
func (s *Sheet) is(name, value string) bool {
	v := s.values[name]
	return v != nil && v.Answer() == value
}

// same tells whether two questions got the same answer; not where one of them got none.
func (s *Sheet) same(one, other string) bool {
	v := s.values[one]
	return v != nil && s.is(other, v.Answer())
}

// over compares an amount of money with a number of yuan, or with the answer to another question. No question has a number as its
// name.
func (s *Sheet) over(name, limit string) bool {
	most, ok := s.values[limit].(field.MoneyValue)
	if !ok {
		v, err := field.Spec{Type: field.Money}.Parse(limit, field.Reading{})
		if err != nil {
			return false
		}
		most, _ = v.(field.MoneyValue)
	}
	v, ok := s.values[name].(field.MoneyValue)
	return ok && v > most
}

// days counts the calendar days from the answer to the day of the letter; 0 where there is no answer.
func (s *Sheet) days(name string) int {
	v, ok := s.values[name].(field.TimeValue)
	if !ok {
		return 0
	}
	return int(field.Midnight(s.at).Sub(field.Midnight(v.Time)).Hours() / 24)
}

// today is the day of the letter.
func (s *Sheet) today() string {
	return field.TimeValue{Time: s.at.In(field.Beijing), Day: true}.String()
}

// claimText is the sum that is asked for, in yuan; empty if there is none.
func (s *Sheet) claimText() string {
	sum, _ := s.Claim()
	return sumText(sum)
}

// openText is what is still missing of the sum that is asked for, in yuan; empty if nothing is.
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
	if v, ok := s.values[name].(field.MoneyValue); ok {
		return v.Capital()
	}
	return ""
}

func (s *Sheet) masked(name string) string {
	if v, ok := s.values[name].(interface{ Masked() string }); ok {
		return v.Masked()
	}
	return ""
}

// list numbers its items, one a line. Items that are empty or false leave no trace, so that a request can be
// written as (and (has "order_no") "…"). A list among the items counts as its elements.
func list(items ...any) (string, error) { return numbered(flatten(items)) }

// numbered is list for texts alone.
func numbered(texts []string) (string, error) {
	size, err := checkSize(texts, len("20000. \n"))
	if err != nil {
		return "", err
	}
	b := make([]byte, 0, size)
	for i, text := range texts {
		if i > 0 {
			b = append(b, '\n')
		}
		b = append(append(strconv.AppendInt(b, int64(i+1), 10), ". "...), text...)
	}
	return string(b), nil
}

// attached lists files as the attachments of a letter, one a line: 附件1：01_支付凭证.png. Their names have the number.
func attached(names []string) (string, error) {
	lines := make([]string, len(names))
	for i, name := range names {
		number, _, _ := strings.Cut(name, "_")
		lines[i] = "附件" + strings.TrimLeft(number, "0") + "：" + name
	}
	return joined("\n", lines)
}

// join puts its items together with a separator between them, leaving empty ones out as list does.
func join(separator string, items ...any) (string, error) { return joined(separator, flatten(items)) }

// joined is join for texts alone.
func joined(separator string, texts []string) (string, error) {
	if _, err := checkSize(texts, len(separator)); err != nil {
		return "", err
	}
	return strings.Join(texts, separator), nil
}

// flatten gives the texts among items.
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

// checkSize refuses more than a letter may hold before texts are put together with so many bytes between them: what a template
// prints is counted only once it is printed. Else it gives the size.
func checkSize(texts []string, between int) (size int, err error) {
	for _, text := range texts {
		if size += len(text) + between; size > maxOutput {
			return 0, errTooLong
		}
	}
	return size, nil
}

// sentence ends a text with a full stop unless it ends with a mark already. The words stay as they were typed.
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
