package drafts

import (
	"slices"
	"strings"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// accountField is the answer that names the account a letter is about.
const accountField = "douyin_id"

// Key tells what a letter is about, whatever its words and whoever gets it: two letters with one key ask for the same
// thing. It is made of kind, account and the order numbers, or where none was given the first time and the first amount;
// of a letter that has none of them either, of all its answers.
func Key(t *letter.Template, values letter.Values) string {
	parts := []string{t.Kind}
	add := func(name string) {
		switch v := values[name].(type) {
		case nil:
		case field.NumberValue: // some are letters too
			parts = append(parts, name+"="+strings.ToUpper(v.Answer()))
		default:
			parts = append(parts, name+"="+v.Answer())
		}
	}
	add(accountField)
	about := matter(t, values)
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

// ReadKey reads what Key made: the account, which may be "", and the order numbers. False where it is of another kind.
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

// matter names the answers that tell one order from another.
func matter(t *letter.Template, values letter.Values) []string {
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
	first := func(kind field.Type) []string { // one that is asked in some cases only is a detail
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

// SharesRecipient tells whether two letters have a recipient in common; capitals are taken for small letters.
func SharesRecipient(a, b []string) bool {
	return slices.ContainsFunc(a, func(one string) bool {
		return slices.ContainsFunc(b, func(two string) bool { return strings.EqualFold(one, two) })
	})
}
