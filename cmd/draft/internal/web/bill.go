package web

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/bill"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// billPage asks for bills, or shows their payments to choose from.
type billPage struct {
	Action   string // where the form is sent
	Failed   []string
	Names    string // of the bills that were read; "" before
	Again    string // the page that asks for bills
	Filter   string // where a word is sent
	Letter   url.Values
	Question string
	One      bool // the letter has room for one payment
	Pick     string
	Notes    []string
	Vouchers string // says that the word leaves out vouchers; "" if it does not
	Payments []billPayment
	More     string // says that there are more payments than are shown
}

// billPayment is an option to choose.
type billPayment struct {
	Value, Label, Description string
	Notes                     []string // what is said about it if it is taken
	Refused                   []string // why it cannot be taken
	Chosen                    bool
	Voucher                   bool // it must be taken twice, because the letter will call it a recharge
	Confirmed                 bool
}

// shownPayments is the most payments on the page. A word leaves fewer.
const shownPayments = 300

// usualPick is the word that payments are looked for with before the person gives another one.
const usualPick = "抖音"

// billLimits are those of bills that are read together.
func billLimits() uploadLimits {
	return uploadLimits{number: 10, size: bill.MaxSize, total: 2 * bill.MaxSize}
}

// billLetter is the letter that payments are taken for: an unfinished one as the page showed it, or a new one.
type billLetter struct {
	site   *site
	writer *writer
	query  url.Values
}

// The arguments of the address of a page of bills.
const (
	letterArgument   = "letter"
	revisionArgument = "revision"
	pickArgument     = "pick"
	paymentField     = "payment"
	voucherField     = "voucher" // a payment that is taken although it is for a voucher
	allField         = "all"     // without a word
)

// billAddress returns the address of the page that asks for bills for an unfinished letter.
func billAddress(row store.Unfinished) string {
	if row.ID == "" {
		return "/bill"
	}
	return "/bill?" + url.Values{letterArgument: {row.ID}, revisionArgument: {strconv.FormatInt(row.Revision, 10)}}.Encode()
}

// billLetter returns the letter of a request.
func (s *site) billLetter(r *http.Request) (*billLetter, error) {
	query := r.URL.Query()
	id := query.Get(letterArgument)
	if id == "" {
		w, err := s.begin(bill.Kind)
		return &billLetter{site: s, writer: w, query: url.Values{}}, err
	}
	row, err := s.Store.Unfinished(r.Context(), id)
	if err != nil {
		return nil, err
	}
	w, err := s.open(r.Context(), row)
	if err != nil {
		return nil, err
	}
	if w.session.Form().Template().Kind != bill.Kind { // its answers made it another letter meanwhile
		return nil, view.Fail("web.bill_kind", lang.Args{"Title": s.View.Label(w.session.Form().Template().Title)}, nil)
	}
	if revision, err := strconv.ParseInt(query.Get(revisionArgument), 10, 64); err == nil {
		w.row.Revision = revision // of the page that the person came from, so that what another tab saved since stays
	}
	return &billLetter{site: s, writer: w, query: url.Values{letterArgument: {id}, revisionArgument: {query.Get(revisionArgument)}}}, nil
}

// address returns the address of a page about the letter.
func (b *billLetter) address(path string) string {
	if len(b.query) == 0 {
		return path
	}
	return path + "?" + b.query.Encode()
}

// askBill asks for bills.
func (s *site) askBill(rw http.ResponseWriter, r *http.Request) error {
	b, err := s.billLetter(r)
	if err != nil {
		return err
	}
	return b.ask(rw, http.StatusOK, nil)
}

// ask shows the page that asks for bills, and what was wrong with those before.
func (b *billLetter) ask(rw http.ResponseWriter, status int, failed []string) error {
	b.site.render(rw, status, "bill", screen{Title: b.site.text("web.bill"), Body: billPage{Action: b.address("/bill"), Failed: failed}})
	return nil
}

// readBill reads the bills that were sent and puts their payments on the shelf.
func (s *site) readBill(rw http.ResponseWriter, r *http.Request) error {
	b, err := s.billLetter(r)
	if err != nil {
		return err
	}
	sent, err := readUploads(r, billLimits())
	if err != nil {
		return b.ask(rw, http.StatusUnprocessableEntity, s.View.Lines(err))
	}
	words, size := &view.Bill{View: s.View}, int64(0)
	bills := make([]bill.File, len(sent))
	for i, f := range sent {
		words.Paths = append(words.Paths, f.name)
		bills[i] = bill.File{Name: f.name, Content: bytes.NewReader(f.content), Size: int64(len(f.content))}
		size += bills[i].Size
	}
	if words.Bill, err = bill.Read(r.Context(), bills...); err != nil {
		return b.ask(rw, http.StatusUnprocessableEntity, s.View.Lines(words.ReadError(b.template(), err)))
	}
	if len(words.Bill.Payments) == 0 {
		return b.ask(rw, http.StatusUnprocessableEntity, append(words.Notes(), s.View.Lines(words.Nothing(nil))...))
	}
	return see(rw, r, b.address("/bill/"+s.shelf.put(words, size)))
}

// template returns the kind of the letter.
func (b *billLetter) template() *letter.Template { return b.writer.session.Form().Template() }

// billChoice is what a person chooses among the payments of a bill on the shelf.
type billChoice struct {
	shelf  string
	words  *view.Bill
	pick   string
	chosen []string // values of options
	sure   []string // values of those among them that are vouchers
}

// billChoice returns what a request chooses; nil if the shelf does not have the bill any more.
func (s *site) billChoice(r *http.Request) *billChoice {
	content, _ := s.shelf.get(r.PathValue("shelf"))
	shelved, ok := content.(*view.Bill)
	if !ok {
		return nil
	}
	c := &billChoice{shelf: r.PathValue("shelf"), words: shelved, pick: r.Form.Get(pickArgument), chosen: r.Form[paymentField], sure: r.Form[voucherField]}
	if r.Form.Has(allField) {
		c.pick = ""
	}
	return c
}

// unsure returns the number of vouchers among the payments that were chosen once only.
func (c *billChoice) unsure() (count int) {
	for _, value := range c.chosen {
		for _, p := range view.ChosenPayments(c.words.Bill.Payments, []string{value}) {
			if p.IsVoucher() && !slices.Contains(c.sure, value) {
				count++
			}
		}
	}
	return count
}

// payments shows the payments of a bill to choose from.
func (s *site) payments(rw http.ResponseWriter, r *http.Request) error {
	return s.onBill(rw, r, func(b *billLetter, c *billChoice) error {
		if picked, _ := bill.Pick(c.words.Bill.Payments, []string{usualPick}); !r.Form.Has(pickArgument) && len(picked) > 0 {
			c.pick = usualPick
		}
		return b.choose(rw, http.StatusOK, c, nil)
	})
}

// takePayments fills the letter with the payments that were chosen, and goes back to its questions.
func (s *site) takePayments(rw http.ResponseWriter, r *http.Request) error {
	return s.onBill(rw, r, func(b *billLetter, c *billChoice) error {
		taken := view.ChosenPayments(c.words.Bill.Payments, c.chosen)
		err := c.words.Refused(b.template(), taken)
		switch {
		case len(taken) == 0:
			err = view.Fail("web.bill_choose", nil, nil)
		case bill.TakesOne(b.template()) && len(taken) > 1:
			err = view.Fail("usage.bill_several", lang.Args{"Count": len(taken), "Paths": c.words.Arguments()}, nil)
		case err == nil && c.unsure() > 0:
			err = view.Fail("web.bill_unsure", lang.Args{"Count": c.unsure()}, nil)
		}
		if err != nil {
			return b.choose(rw, http.StatusUnprocessableEntity, c, err)
		}
		w := b.writer
		if faults := w.session.Fill(interview.Sources{Bill: bill.Answers(b.template(), taken)}); len(faults) > 0 {
			return b.choose(rw, http.StatusUnprocessableEntity, c, &view.AnswersError{Template: b.template(), Faults: faults})
		}
		if err := w.switchKind(); err != nil {
			return err
		}
		second, err := w.save(r.Context())
		if err != nil {
			return err
		}
		s.shelf.drop(c.shelf)
		if second {
			return see(rw, r, "/unfinished/"+w.row.ID, "second", "1")
		}
		return see(rw, r, "/unfinished/"+w.row.ID)
	})
}

// onBill calls do with the letter and the bill that a request is about. If the shelf does not have the bill any more, it asks for it again.
func (s *site) onBill(rw http.ResponseWriter, r *http.Request, do func(*billLetter, *billChoice) error) error {
	b, err := s.billLetter(r)
	if err != nil {
		return err
	}
	c := s.billChoice(r)
	if c == nil {
		return b.ask(rw, http.StatusGone, []string{s.text("web.upload_lost")})
	}
	return do(b, c)
}

// choose shows the payments that the word names, and those that are chosen already. failed is why the last choice was not taken.
func (b *billLetter) choose(rw http.ResponseWriter, status int, c *billChoice, failed error) error {
	v, all := b.site.View, c.words.Bill.Payments
	p := billPage{
		Action: b.address("/bill/" + c.shelf), Filter: "/bill/" + c.shelf, Letter: b.query, Again: b.address("/bill"),
		Names: c.words.Names(), One: bill.TakesOne(b.template()), Pick: c.pick,
	}
	options := c.words.Options(all)
	var shown []billPayment
	hidden := 0
	for i, o := range options {
		picked, vouchers := bill.Pick(all[i:i+1], strings.Fields(c.pick))
		chosen := slices.Contains(c.chosen, o.Value)
		if len(picked) == 0 && !chosen {
			hidden += vouchers
			continue
		}
		option := billPayment{Value: o.Value, Label: o.Label, Description: o.Description, Notes: c.words.Parts(all[i : i+1]), Chosen: chosen}
		option.Voucher, option.Confirmed = chosen && all[i].IsVoucher(), slices.Contains(c.sure, o.Value)
		if refused := c.words.Refused(b.template(), all[i:i+1]); refused != nil {
			option.Refused = strings.Split(refused.Error(), "\n")
		}
		shown = append(shown, option)
	}
	p.Payments = shown[:min(len(shown), shownPayments)]
	if more := len(shown) - len(p.Payments); more > 0 {
		p.More = v.Text("web.bill_more", lang.Args{"Count": more})
	}
	p.Notes = c.words.Notes()
	if hidden > 0 {
		p.Vouchers = v.Text("bill.vouchers", lang.Args{"Count": hidden})
	}
	switch {
	case failed != nil:
		p.Failed = v.Lines(failed)
	case len(shown) == 0:
		p.Failed = v.Lines(c.words.Nothing(strings.Fields(c.pick)))
	}
	id := "bill.which"
	if p.One {
		id = "bill.which_one"
	}
	p.Question = v.Text(id, lang.Args{"Count": len(shown)})
	b.site.render(rw, status, "bill", screen{Title: b.site.text("web.bill"), Body: p})
	return nil
}
