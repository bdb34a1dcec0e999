package web

import "net/http"

// askPage asks a question before something is done.
type askPage struct {
	Lines    []string
	Question string
	Action   string // where the answer is sent
	Get      bool   // nothing is done yet: the answer leads to another page
	Fields   []hiddenField
	Yes, No  string
	Name     string // of the field that the buttons send; "" if No only leads back
	Back     string // the page to go back to
}

// hiddenField is a field of a form that is not shown.
type hiddenField struct{ Name, Value string }

// ask shows a question.
func (s *site) ask(rw http.ResponseWriter, title string, p askPage) error {
	p.Yes, p.No = s.text("word.yes"), s.text("word.no")
	s.render(rw, http.StatusOK, "ask", screen{Title: title, Body: p})
	return nil
}
