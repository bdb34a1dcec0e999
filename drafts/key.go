package drafts

import (
	"cmp"
	"slices"
	"strings"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// EvidenceField is the name of the field for the files that go along with a letter.
const EvidenceField = "evidence"

// accountField is the name of the field for the account that a letter is about.
const accountField = "douyin_id"

// KeyKind says what two letters with the same key have in common.
type KeyKind string

// The kinds of keys.
const (
	KeyOrder   KeyKind = "order"   // an order number
	KeyPayment KeyKind = "payment" // the time and the amount of a payment
	KeyOther   KeyKind = "other"   // whatever identifies a letter without a payment: its account, its answers, its case or its file
)

// Key identifies what a letter asks for. Two letters that share a key ask for the same thing, whatever their words are. Whether they
// have a recipient in common is not part of a key, because a letter may have several recipients.
type Key struct {
	Kind KeyKind `json:"kind"`
	Text string  `json:"text"`
	// Numbered says that the payment has an order number, too. A numbered key matches no other numbered one: if both payments have
	// order numbers, these alone decide.
	Numbered bool `json:"numbered,omitempty"`
}

// Matches reports whether two letters with these keys ask for the same thing.
func (k Key) Matches(other Key) bool {
	return k.Text == other.Text && k.Text != "" && (!k.Numbered || !other.Numbered)
}

// Keys returns the keys of a letter. Each payment has one for each order number and one for its time with its amount; all contain
// the kind and the account. A letter without such a payment has one key: of the kind, the account, and the first time or the first
// amount; without these, of all answers.
func Keys(t *letter.Template, values letter.Values) []Key {
	all := RecordKeys(t, values)
	keys := make([]Key, len(all))
	for i := range all {
		keys[i] = all[i].Key
	}
	return keys
}

// RecordKey is a key with the first record that makes it.
type RecordKey struct {
	Key
	Record int
}

// RecordKeys returns the keys of a letter as Keys does, with their records.
func RecordKeys(t *letter.Template, values letter.Values) []RecordKey {
	base := t.Kind + line(accountField, values[accountField])
	all := payments(t, t.RecordsOf(values), values)
	var keys []RecordKey
	for i, p := range all {
		for _, k := range p.keys(base) {
			if !slices.ContainsFunc(keys, func(other RecordKey) bool { return other.Key == k }) {
				keys = append(keys, RecordKey{Key: k, Record: i + 1})
			}
		}
	}
	if keys != nil {
		return keys
	}
	text := base + all[0].time + all[0].amount
	if text == t.Kind {
		for _, q := range t.Questions(t.RecordsOf(values)) {
			text += line(q.Name, values[q.Name])
		}
	}
	return []RecordKey{{Key: Key{Kind: KeyOther, Text: text}, Record: 1}}
}

// payments returns what the letter is about: a payment for each record of the first list, or one if there is no list. Answers outside
// of the list complete each record.
func payments(t *letter.Template, records letter.Records, values letter.Values) []payment {
	if len(t.Lists) == 0 || records.Of(t.Lists[0]) == 1 {
		return []payment{paymentOf(t.Fields, values)}
	}
	all := make([]payment, records.Of(t.Lists[0]))
	for i := range all {
		record := recordOf(t, i+1, values)
		for j := range t.Fields {
			name := t.Fields[j].Name
			if v := values[name]; v != nil && t.Fields[j].List == nil {
				record[name] = v
			}
		}
		all[i] = paymentOf(t.Fields, record)
	}
	return all
}

// recordOf returns the answers of a record of the first list, by the names of its questions in the first record.
func recordOf(t *letter.Template, record int, values letter.Values) letter.Values {
	answers := letter.Values{}
	for _, item := range t.Lists[0].Items(t) {
		if v := values[t.Lists[0].Path(record, item)]; v != nil {
			answers[item] = v
		}
	}
	return answers
}

// Payments returns what keys say of payments, each once: order numbers, times and amounts.
func Payments(keys []Key) []string {
	var said []string
	for _, k := range keys {
		for _, line := range strings.Split(k.Text, "\n")[1:] {
			name, answer, ok := strings.Cut(line, "=")
			if ok && name != accountField && k.Kind != KeyOther && !slices.Contains(said, answer) {
				said = append(said, answer)
			}
		}
	}
	return said
}

// payment is what identifies a payment, as lines of keys. A line is "" if the answer is missing.
type payment struct {
	orders       []string
	time, amount string // the first of each; the time is a minute, because another source may not have the seconds
	exact        string // the time with its seconds
	minute       bool   // the time is more exact than a day
}

// paymentOf returns the payment that the answers to some fields are about. All order numbers have the name of the first field for one,
// so that a letter that names two orders in the other order has the same keys. A conditional question is about a detail, and not about
// the payment.
func paymentOf(fields []letter.Field, values letter.Values) payment {
	var p payment
	orderField := ""
	for i := range fields {
		q := &fields[i]
		answer := line(q.Name, values[q.Name])
		switch {
		case q.OrderNumber():
			orderField = cmp.Or(orderField, q.Name)
			if answer != "" {
				p.orders = append(p.orders, line(orderField, values[q.Name]))
			}
		case q.When.Conditional():
		case q.Type == field.Datetime:
			if at, ok := values[q.Name].(field.TimeValue); ok && p.time == "" {
				p.minute, p.exact = !at.Day, answer
				p.time = line(q.Name, at.Minute())
			}
		case q.Type == field.Money:
			p.amount = cmp.Or(p.amount, answer)
		}
	}
	return p
}

// keys returns the keys of a payment. base is the beginning of all.
func (p payment) keys(base string) []Key {
	var keys []Key
	for _, order := range p.orders {
		keys = append(keys, Key{Kind: KeyOrder, Text: base + order})
	}
	if p.time != "" && p.amount != "" {
		keys = append(keys, Key{Kind: KeyPayment, Text: base + p.time + p.amount, Numbered: len(p.orders) > 0})
	}
	return keys
}

// line returns the line of an answer in a key; "" if there is none.
func line(name string, v field.Value) string {
	if v == nil {
		return ""
	}
	text := v.Answer()
	if _, ok := v.(field.NumberValue); ok { // it may contain letters
		text = strings.ToUpper(text)
	}
	return "\n" + name + "=" + text
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
