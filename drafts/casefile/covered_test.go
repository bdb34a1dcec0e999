package casefile

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// claiming returns a case about payments of some yuan, with money that came for some of them.
func claiming(yuan []int64, came ...cases.Payment) *File {
	f := &File{List: &letter.List{Each: field.Label{ZH: "第N笔", EN: "Payment N"}}}
	for i, y := range yuan {
		f.Details = append(f.Details, letter.Detail{Number: i + 1, Amount: field.MoneyValue(100 * y), Text: fmt.Sprintf("%d元", y)})
		f.Claimed += field.MoneyValue(100 * y)
	}
	for _, p := range came {
		f.Entries = append(f.Entries, cases.Entry{Paid: &p})
		f.Received += p.Fen
	}
	return f
}

func TestMoneyNamesItsPayments(t *testing.T) {
	three := []int64{648, 328, 98}
	for name, test := range map[string]struct {
		file   *File
		amount string
		given  string
		want   []int
		code   Code
	}{
		"none":                      {claiming(three), "5", "", nil, ""},
		"one":                       {claiming(three), "648", "1", []int{1}, ""},
		"a part of one":             {claiming(three), "600", "1", []int{1}, ""},
		"two":                       {claiming(three), "746", "3，1", []int{1, 3}, ""},
		"a range":                   {claiming(three), "1", "１-3", []int{1, 2, 3}, ""},
		"one payment":               {claiming(nil, cases.Payment{}), "5", "1", nil, CodeForNone},
		"a word":                    {claiming(three), "5", "一", nil, CodeForNumbers},
		"commas":                    {claiming(three), "5", ",,", nil, CodeForNumbers},
		"backwards":                 {claiming(three), "5", "3-1", nil, CodeForNumbers},
		"none such":                 {claiming(three), "5", "1,4", nil, CodeForUnknown},
		"zero":                      {claiming(three), "5", "0", nil, CodeForUnknown},
		"a huge range":              {claiming(three), "5", "1-999999999", nil, CodeForUnknown},
		"twice":                     {claiming(three), "5", "1,1", nil, CodeForTwice},
		"too much":                  {claiming(three), "648.01", "1", nil, CodeForMuch},
		"the rest of one":           {claiming(three, cases.Payment{Fen: 60000, For: []int{1}}), "48", "1", []int{1}, ""},
		"more than that":            {claiming(three, cases.Payment{Fen: 60000, For: []int{1}}), "48.01", "1", nil, CodeForMuch},
		"paid before":               {claiming(three, cases.Payment{Fen: 64800, For: []int{1}}), "5", "1", nil, CodeForPaid},
		"paid before, with another": {claiming(three, cases.Payment{Fen: 64800, For: []int{1}}), "5", "1,2", nil, CodeForPaid},
		"one of two together":       {claiming(three, cases.Payment{Fen: 70000, For: []int{1, 3}}), "46", "3", []int{3}, ""},
		"more than two together":    {claiming(three, cases.Payment{Fen: 70000, For: []int{1, 3}}), "46.01", "3", nil, CodeForMuch},
		"two paid together":         {claiming(three, cases.Payment{Fen: 74600, For: []int{1, 3}}), "5", "3", nil, CodeForPaid},
	} {
		test.file.Claimed = max(test.file.Claimed, 1)
		e, err := test.file.ParsePayment(PaymentOptions{Amount: test.amount, For: test.given}, today)
		if code(err) != test.code || err != nil && test.code == "" {
			t.Errorf("%s: %v", name, err)
		} else if err == nil && !slices.Equal(e.Paid.For, test.want) {
			t.Errorf("%s: %v", name, e.Paid.For)
		}
	}
	if _, err := claiming(three).ParsePayment(PaymentOptions{For: "1"}, today); code(err) != CodeNoAmount {
		t.Error(err)
	}
}

func TestOpenDetails(t *testing.T) {
	three := []int64{648, 328, 98}
	for name, test := range map[string]struct {
		file *File
		want []string
	}{
		"one is there":       {claiming(three, cases.Payment{Fen: 64800, For: []int{1}}), []string{"2 328元", "3 98元"}},
		"a part of one":      {claiming(three, cases.Payment{Fen: 30000, For: []int{2}}), []string{"1 648元", "2 328元（已到账300.00元）", "3 98元"}},
		"a part of two":      {claiming(three, cases.Payment{Fen: 70000, For: []int{1, 3}}), []string{"1 648元", "2 328元", "3 98元"}},
		"two":                {claiming(three, cases.Payment{Fen: 74600, For: []int{1, 3}}), []string{"2 328元"}},
		"all":                {claiming(three, cases.Payment{Fen: 107400, For: []int{1, 2, 3}}), nil},
		"nobody knows":       {claiming(three, cases.Payment{Fen: 64800}), nil},
		"nobody knows of it": {claiming(three, cases.Payment{Fen: 64800, For: []int{1}}, cases.Payment{Fen: 100}), nil},
	} {
		var got []string
		for _, d := range test.file.OpenDetails() {
			got = append(got, fmt.Sprint(d.Number, " ", d.Text))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	part := claiming(three, cases.Payment{Fen: 10000, For: []int{1}})
	part.Claimed = 12000 // of what is unused
	if open := part.OpenDetails(); open != nil {
		t.Errorf("of a claim for less than the payments, %v are open", open)
	}
}

// However money comes for the payments of a letter, what is open of them is what is missing in all, and never more comes for them than they
// are.
func TestRandomMoney(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		yuan := make([]int64, 2+random.IntN(8))
		for i := range yuan {
			yuan[i] = 1 + random.Int64N(700)
		}
		f := claiming(yuan)
		for range 12 {
			numbers := map[string]bool{}
			for range 1 + random.IntN(3) {
				numbers[fmt.Sprint(1+random.IntN(len(yuan)))] = true
			}
			given := ""
			for n := range numbers {
				given += n + "、"
			}
			e, err := f.ParsePayment(PaymentOptions{Amount: fmt.Sprint(1 + random.IntN(900)), For: given}, today)
			if err != nil {
				continue
			}
			f.Entries, f.Received = append(f.Entries, e), f.Received+e.Paid.Fen
			var sum, missing field.MoneyValue
			var all []int
			for _, g := range f.coverage() {
				sum, missing, all = sum+g.sum, missing+g.missing(), append(all, g.numbers...)
				if g.received > g.sum {
					t.Fatalf("%v came for %v: %+v", g.received, g.sum, f.Entries)
				}
			}
			slices.Sort(all)
			if sum != f.Claimed || missing != f.Outstanding() || !reflect.DeepEqual(all, Numbers(f.Details)) {
				t.Fatalf("%v of %v, %v of %v, %v", missing, f.Outstanding(), sum, f.Claimed, all)
			}
			open := f.OpenDetails()
			if (len(open) == 0) != (missing == 0) || slices.ContainsFunc(open, f.Paid) {
				t.Fatalf("%v is missing of %v", missing, open)
			}
		}
	}
}
