package main

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
	"draft/cmd/draft/internal/web"
)

// pressed is a form that is filled in and sent as it stands on a page: the path of the page, that of the form, and what is typed or
// pressed.
type pressed struct {
	page, action string
	typed        url.Values
}

// press fills in and sends forms of the pages of an environment, one after the other. A form without a page is the one that the form
// before was answered with. press returns the page that the last answer leads to.
func (s *testEnv) press(forms ...pressed) (to string) {
	s.t.Helper()
	a := s.app()
	defer a.close()
	kept, err := a.store()
	if err != nil {
		s.t.Fatal(err)
	}
	site := web.NewSite(web.SiteOptions{View: a.view, Config: a.config, Store: kept, Now: a.now, NewID: countedIDs()})
	shown := ""
	for _, f := range forms {
		if f.page != "" {
			w := httptest.NewRecorder()
			site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, f.page, nil))
			if shown = w.Body.String(); w.Code != http.StatusOK {
				s.t.Fatalf("%s: %d\n%s", f.page, w.Code, shown)
			}
		}
		r := httptest.NewRequest(http.MethodPost, f.action, strings.NewReader(fill(s.t, shown, f).Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if shown = w.Body.String(); w.Code >= http.StatusBadRequest {
			s.t.Fatalf("%s: %d\n%s", f.action, w.Code, shown)
		}
		to = w.Header().Get("Location")
	}
	return to
}

var (
	filledFields = regexp.MustCompile(`<input type="(?:hidden|text)"[^>]*? name="([^"]*)" value="([^"]*)"|<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)<|<input type="radio" name="([^"]*)"[^>]* value="([^"]*)" checked`)
	fieldNames   = regexp.MustCompile(`<(?:input|textarea|button)[^>]* name="([^"]*)"`)
)

// fill returns what a browser sends of a form: what stands in its fields, and what is typed over it.
func fill(t *testing.T, shown string, f pressed) url.Values {
	t.Helper()
	_, form, ok := strings.Cut(shown, `action="`+f.action+`"`)
	if !ok {
		t.Fatalf("no form is sent to %s:\n%s", f.action, shown)
	}
	form, _, _ = strings.Cut(form, "</form>")
	sent := url.Values{}
	for _, m := range filledFields.FindAllStringSubmatch(form, -1) {
		sent.Add(m[1]+m[3]+m[5], html.UnescapeString(m[2]+m[4]+m[6]))
	}
	names := map[string]bool{}
	for _, m := range fieldNames.FindAllStringSubmatch(form, -1) {
		names[m[1]] = true
	}
	for name, values := range f.typed {
		if !names[name] {
			t.Errorf("%s has no field %s:\n%s", f.action, name, form)
		}
		sent[name] = values
	}
	return sent
}

// caseOf returns the case of the only letter as --json has it.
func (s *testEnv) caseObject() view.CaseObject {
	s.t.Helper()
	a := s.app()
	defer a.close()
	f, err := openCase(a, "test")
	if err != nil {
		s.t.Fatal(err)
	}
	d, err := caseDeadline(a, f.Clock)
	if err != nil {
		s.t.Fatal(err)
	}
	return view.CaseObjectOf(f, d)
}

// What is done in the browser leaves a case as the command does that does it at the terminal.
func TestTheBrowserRecordsAsTheTerminal(t *testing.T) {
	const letter = "/letter/test000000000000"
	page := func(form string, typed url.Values) pressed {
		return pressed{letter + "/" + form, letter + "/" + form, typed}
	}
	press := func(what string) pressed { return pressed{letter, letter + "/" + what, nil} }
	log := func(pairs ...string) pressed { return page("log", values(pairs...)) }
	settle := func(pairs ...string) pressed { return page("settle", values(pairs...)) }
	answer := func(value string) pressed { return pressed{"", letter + "/settle", values("close", value)} }
	submitted := []string{"log", "test", "--via", "app"}
	for name, test := range map[string]struct {
		example string // refund if empty
		before  [][]string
		command []string
		script  []prompttest.Step
		pressed []pressed
	}{
		"submitted": {"", nil, submitted, nil, []pressed{press("submit")}},
		"in another way": {
			"", nil,
			[]string{"log", "test", "--via", "email", "--at", "2026-11-19 9:00"},
			nil,
			[]pressed{page("submitted", values("via", "email", "at", "2026-11-19 9:00"))},
		},
		"undone": {"", [][]string{submitted, {"log", "test", "--via", "phone", "--said", "会退"}}, []string{"log", "test", "--undo"}, nil, []pressed{page("undo", nil)}},
		"answered": {
			"",
			[][]string{submitted},
			[]string{"log", "test", "--via", "phone", "--said", "三个工作日内处理", "--agent", "1024", "--ticket", "T8", "--promised", "三个工作日内"},
			nil,
			[]pressed{log("via", "phone", "said", "三个工作日内处理", "meaning", "agreed", "agent", "1024", "ticket", "T8", "promised", "三个工作日内")},
		},
		"answered before it was recorded as submitted": {
			"", nil, []string{"log", "test", "--via", "app", "--said", "会退"}, nil, []pressed{log("via", "app", "said", "会退", "meaning", "agreed")},
		},
		"asked": {
			"",
			[][]string{submitted},
			[]string{"log", "test", "--via", "app", "--asked", "请提供UID", "--promised", "3"},
			nil,
			[]pressed{log("via", "app", "said", "请提供UID", "meaning", "asked", "promised", "3")},
		},
		"refused": {
			"",
			[][]string{submitted},
			[]string{"log", "test", "--via", "app", "--said", "不符合条件", "--state", "refused"},
			nil,
			[]pressed{log("via", "app", "said", "不符合条件", "meaning", "refused")},
		},
		"all of the money": {
			"",
			[][]string{submitted},
			[]string{"settle", "test", "--amount", "50", "--at", "2026-11-20", "--to", "original"},
			nil,
			[]pressed{settle("amount", "50", "at", "2026-11-20", "to", "original", "do", "paid")},
		},
		"some of it": {
			"", [][]string{submitted}, []string{"settle", "test", "--amount", "30"}, nil, []pressed{settle("amount", "30", "do", "paid")},
		},
		"some of it, closed": {
			"",
			[][]string{submitted},
			[]string{"settle", "test", "--amount", "30", "--done"},
			[]prompttest.Step{prompttest.Answer("Close the case anyway?", prompt.Yes)},
			[]pressed{settle("amount", "30", "do", "done"), answer("done")},
		},
		"some of it, left open": {
			"",
			[][]string{submitted},
			[]string{"settle", "test", "--amount", "30", "--done"},
			[]prompttest.Step{prompttest.Answer("Close the case anyway?", prompt.No)},
			[]pressed{settle("amount", "30", "do", "done"), answer("open")},
		},
		"nothing, left open": {
			"",
			[][]string{submitted},
			[]string{"settle", "test", "--done"},
			[]prompttest.Step{prompttest.Answer("Close the case anyway?", prompt.No)},
			[]pressed{settle("do", "done"), answer("open")},
		},
		"some payments": {
			"refund-payments",
			[][]string{submitted},
			[]string{"settle", "test", "--amount", "30", "--for", "1,2"},
			nil,
			[]pressed{page("settle", url.Values{"amount": {"30"}, "for": {"1", "2"}, "do": {"paid"}})},
		},
		"a closure": {
			"closure",
			[][]string{submitted},
			[]string{"settle", "test"},
			[]prompttest.Step{prompttest.Answer("Is all of this right? Close the case?", prompt.Yes)},
			[]pressed{settle("close", "done")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var terminal, browser *testEnv
			for _, s := range []**testEnv{&terminal, &browser} {
				*s = newTestEnv(t)
				(*s).writeAnswers(test.example)
				for _, args := range test.before {
					if _, conversation, code := (*s).run(nil, args...); code != view.ExitDone {
						t.Fatal(conversation)
					}
				}
			}
			before := terminal.caseObject()
			if _, conversation, code := terminal.run(prompttest.New(t, test.script...), test.command...); code != view.ExitDone {
				t.Fatal(conversation)
			}
			browser.press(test.pressed...)
			want := terminal.caseObject()
			if got := browser.caseObject(); !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
			if got, want := browser.history(), terminal.history(); !reflect.DeepEqual(got, want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
			if reflect.DeepEqual(before, want) && name != "nothing, left open" {
				t.Error("nothing happened")
			}
		})
	}
}

// values returns the fields of a form from their names and values in turn.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// writeAnswers keeps the letter of an example: refund if it is empty.
func (s *testEnv) writeAnswers(example string) {
	s.t.Helper()
	if example == "" {
		example = "refund"
	}
	kind, _, _ := strings.Cut(example, "-")
	path := filepath.Join(testFolder, examplesFolder, example+".yaml")
	if _, conversation, code := s.run(nil, kind, "--no-input", "--answers", path, "--format", "txt"); code != view.ExitDone {
		s.t.Fatal(conversation)
	}
}

// What the browser writes about a case is what the command writes.
func TestTheBrowserWritesAsTheTerminal(t *testing.T) {
	late := []string{"log", "test", "--via", "app", "--at", "2026-11-18 21:00", "--promised", "2026-11-19"}
	for kind, test := range map[string]struct {
		before  []string
		command []string
		typed   url.Values
	}{
		"followup": {nil, []string{"followup", "test"}, url.Values{}},
		"escalation": {
			nil,
			[]string{"escalate", "test", "--set", "address=示例省示例市示例路1号", "--set", "respondent=示例科技有限公司"},
			values("a.address", "示例省示例市示例路1号", "a.respondent", "示例科技有限公司"),
		},
		"supplement": {
			[]string{"log", "test", "--via", "app", "--asked", "请提供UID"},
			[]string{"supplement", "test", "--set", "given=UID 4567890"},
			values("a.given", "UID 4567890"),
		},
		"shortfall": {[]string{"settle", "test", "--amount", "30"}, []string{"settle", "test", "--shortfall"}, url.Values{}},
	} {
		var terminal, browser *testEnv
		for _, s := range []**testEnv{&terminal, &browser} {
			*s = newTestEnv(t)
			(*s).writeAnswers("")
			for _, args := range [][]string{late, test.before} {
				if args == nil {
					continue
				}
				if _, conversation, code := (*s).run(nil, args...); code != view.ExitDone {
					t.Fatal(conversation)
				}
			}
		}
		path := "/letter/test000000000000/write/" + kind
		test.typed.Set("do", "finish")
		id := strings.TrimPrefix(browser.press(pressed{path, path, test.typed}), "/letter/")
		terminal.newID = func() string { return id }
		script := prompttest.New(t)
		if _, conversation, code := terminal.run(script, append(test.command, "--no-input")...); code != view.ExitDone {
			t.Fatal(kind, conversation)
		}
		want, _, code := terminal.run(nil, "show", id)
		got, said, _ := browser.run(nil, "show", id)
		if got != want || code != view.ExitDone {
			t.Errorf("%s: got  %s%s\nwant %s", kind, got, said, want)
		}
		if len(browser.unfinishedFiles()) > 0 {
			t.Errorf("%s: the unfinished letter stays", kind)
		}
	}
}
