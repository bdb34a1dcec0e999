package drafts

import (
	"slices"
	"strings"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// accountField is the name of the field for the account that a letter is about.
const accountField = "douyin_id"

// Key returns the dedup key of a letter: two letters with the same key ask for the same thing. It does not depend on the
// words or the recipients. It consists of the kind, the account, and the order numbers; without order numbers, of the first
// time and the first amount; without these and an account, of all answers.
func Key(t *letter.Template, values letter.Values) string {
	parts := []string{t.Kind}
	add := func(name string) {
		switch v := values[name].(type) {
		case nil:
		case field.NumberValue: // a number may contain letters
			parts = append(parts, name+"="+strings.ToUpper(v.Answer()))
		default:
			parts = append(parts, name+"="+v.Answer())
		}
	}
	add(accountField)
	about := orderFields(t, values)
	if about == nil && values[accountField] == nil {
		for _, q := range t.Fields {
			about = append(about, q.Name)
		}
	}
	for _, name := range about {
		add(name)
	}
	return strings.Join(parts, "\n")
}

// ReadKey returns the account, which may be "", and the order numbers in a key. ok is false if the key is of another kind.
func ReadKey(t *letter.Template, key string) (account string, numbers []string, ok bool) {
	parts := strings.Split(key, "\n")
	if parts[0] != t.Kind {
		return "", nil, false
	}
	for _, part := range parts[1:] {
		name, text, _ := strings.Cut(part, "=")
		if q, known := t.Find(name); name == accountField {
			account = text
		} else if known && q.OrderNumber() {
			numbers = append(numbers, text)
		}
	}
	return account, numbers, true
}

// orderFields returns the names of the answers that identify the order.
func orderFields(t *letter.Template, values letter.Values) []string {
	given := func(tells func(*letter.Field) bool) []string {
		var names []string
		for i := range t.Fields {
			if q := &t.Fields[i]; tells(q) && values[q.Name] != nil {
				names = append(names, q.Name)
			}
		}
		return names
	}
	if numbers := given(func(q *letter.Field) bool { return q.OrderNumber() }); numbers != nil {
		return numbers
	}
	first := func(kind field.Type) []string { // a conditional question is about a detail
		names := given(func(q *letter.Field) bool { return q.Type == kind && !q.When.Conditional() })
		return names[:min(1, len(names))]
	}
	return append(first(field.Datetime), first(field.Money)...)
}

// IsOfficial reports whether an address is at one of the domains or at a subdomain of one.
func IsOfficial(address string, domains []string) bool {
	_, domain, _ := strings.Cut(address, "@")
	domain = strings.ToLower(domain)
	return slices.ContainsFunc(domains, func(d string) bool { return domain == d || strings.HasSuffix(domain, "."+d) })
}

// SharesRecipient reports whether two letters have a recipient in common, ignoring case.
func SharesRecipient(a, b []string) bool {
	return slices.ContainsFunc(a, func(one string) bool {
		return slices.ContainsFunc(b, func(two string) bool { return strings.EqualFold(one, two) })
	})
}
