package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/bill"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
	"draft/drafts/workday"
	"draft/templates"
)

// checkMessage checks that both languages have a message.
func checkMessage(t *testing.T, id string) {
	t.Helper()
	for _, l := range []lang.Language{lang.Chinese, lang.English} {
		if lang.New(l).Text(id, lang.Args{"Count": 2, "Parts": 2}) == id {
			t.Errorf("%s: nothing words %q", l, id)
		}
	}
}

// The catalogues have a message for every code of the packages below cmd/draft.
func TestEveryCodeIsWorded(t *testing.T) {
	for _, code := range field.Codes() {
		checkMessage(t, "problem."+code)
	}
	for _, code := range templates.Codes() {
		checkMessage(t, "template."+code)
	}
	for _, code := range []string{interview.CodeRelative, interview.CodeUnlisted, interview.CodeUnused} {
		checkMessage(t, "note."+code)
	}
	for _, code := range batch.Codes() {
		checkMessage(t, "problem."+code)
	}
	for _, code := range bill.Codes() {
		checkMessage(t, "problem."+code)
	}
	for _, reason := range bill.Reasons() {
		checkMessage(t, "bill.reason."+string(reason))
	}
	for _, code := range tableCodes {
		checkMessage(t, "problem."+code)
	}
	for _, found := range answers.FoundKinds() {
		checkMessage(t, "problem."+answers.CodeTableFormat+"."+found)
	}
	for _, state := range []string{"written", "left_out", "failed"} {
		checkMessage(t, "report.state_"+state)
	}
	for _, code := range smtp.AccountCodes() {
		checkMessage(t, "problem."+code)
	}
	for _, cause := range smtp.Causes() {
		if cause == smtp.CauseUnknown {
			cause = "unknown"
		}
		checkMessage(t, "smtp.cause."+string(cause))
	}
	for _, code := range smtp.Codes() {
		checkMessage(t, "smtp.error."+strings.ReplaceAll(string(code), "-", "_"))
	}
	for _, p := range smtp.Providers() {
		checkMessage(t, "smtp.provider."+strings.ReplaceAll(p.ID, "-", "_"))
		checkMessage(t, "smtp.secret."+string(p.Secret))
		checkMessage(t, "smtp.help."+p.Help)
	}
	checkMessage(t, "smtp.secret."+string(smtp.SecretPassword))
	for _, tls := range []smtp.Security{smtp.Implicit, smtp.STARTTLS, smtp.Clear} {
		checkMessage(t, "smtp.tls."+string(tls))
	}
	checkMessage(t, "account.tls_"+string(smtp.Implicit))
	checkMessage(t, "account.tls_"+string(smtp.STARTTLS))
	for _, stage := range []outbox.Stage{
		outbox.StageConnect, outbox.StageGreeting, outbox.StageHello, outbox.StageTLS, outbox.StageAuth, outbox.StageMail,
		outbox.StageRecipient, outbox.StageData, outbox.StageBody, outbox.StageDot, smtp.StageQuit,
	} {
		checkMessage(t, "smtp.stage."+string(stage))
	}
	for _, code := range workday.Codes() {
		checkMessage(t, code)
	}
	for _, code := range smtp.URLCodes() {
		checkMessage(t, "problem."+code)
	}
	for _, editor := range desktop.Editors {
		checkMessage(t, "editor."+editor)
	}
	for _, code := range []store.FaultCode{
		store.FaultDatabase, store.FaultReference, store.FaultMissing, store.FaultUnreadable, store.FaultSize, store.FaultDigest,
		store.FaultOrphan, store.FaultMode, store.FaultEvidenceMissing, store.FaultEvidenceChanged,
	} {
		checkMessage(t, "store.fault."+string(code))
	}
	for _, code := range store.AddressCodes() {
		checkMessage(t, "server.address."+string(code))
	}
	for _, code := range []store.Code{store.CodeFull, store.CodeBusy, store.CodeReadOnly, store.CodeCorrupt, store.CodeDisk} {
		checkMessage(t, "store."+string(code))
		checkMessage(t, "server."+string(code))
	}
	checkMessage(t, "server."+string(store.CodeLost))
	for _, cause := range []smtp.Cause{
		smtp.CauseNoTLS, smtp.CauseExpired, smtp.CauseWrongName, smtp.CauseAuthority, smtp.CauseOldTLS, smtp.CauseNotTLS, smtp.CauseNoHost,
		smtp.CauseNoDNS, smtp.CauseRefused, smtp.CauseNoRoute, smtp.CauseTimeout, smtp.CauseBroken, "later", "socket", "unknown",
	} {
		checkMessage(t, "server.connect."+string(cause))
	}
	for _, cause := range []string{"password", "user", "database", "right"} {
		checkMessage(t, "server.denied."+cause)
	}
	for _, done := range []string{"made", "upgraded", "there"} {
		checkMessage(t, "server.init."+done)
	}
	for _, source := range []smtp.Source{smtp.SourceKeyring, smtp.SourceFile} {
		checkMessage(t, "server.password_"+string(source))
	}
	for _, status := range drafts.Statuses() {
		checkMessage(t, "status."+strings.ReplaceAll(string(status), "-", "_"))
		if status != drafts.StatusUnknown { // printed when the store is opened
			checkMessage(t, "show.next."+strings.ReplaceAll(string(status), "-", "_"))
		}
	}
	for _, state := range cases.States() {
		checkMessage(t, "case.state."+string(state))
	}
	for _, via := range cases.Vias() {
		checkMessage(t, "case.via."+string(via))
	}
	for _, target := range cases.Targets() {
		checkMessage(t, "case.to."+string(target))
	}
	for _, step := range cases.Steps() {
		checkMessage(t, "case.next."+string(step))
	}
	checkMessage(t, "case.next."+string(casefile.StepShortfall))
	for _, step := range append(cases.Steps(), casefile.StepShortfall) {
		checkMessage(t, "home.step."+string(step))
	}
	for _, kind := range append(templates.Builtin(), "log", "settle", "guide", "list") {
		checkMessage(t, "home.do."+kind)
		checkMessage(t, "home.about."+kind)
	}
	for _, command := range []string{"show", "edit", "remove", "restore", "log", "settle", "shortfall", "followup", "supplement", "escalate"} {
		checkMessage(t, "pick.which."+command)
		checkMessage(t, "pick.none."+command)
	}
	for _, problem := range casefile.Problems() {
		checkMessage(t, "report.evidence_"+string(problem))
	}
	checkMessage(t, "due.asked")
	checkMessage(t, "due.answered")
	for _, urgency := range casefile.Urgencies() {
		checkMessage(t, "due."+string(urgency))
	}
	for _, holiday := range []workday.Holiday{
		workday.NewYear, workday.SpringFestival, workday.TombSweeping, workday.LabourDay, workday.DragonBoat, workday.MidAutumn,
		workday.NationalDay,
	} {
		checkMessage(t, "case.holiday."+string(holiday))
	}
	for _, kind := range field.Types() {
		if kind != field.Choice { // its options are listed instead
			checkMessage(t, "values."+string(kind))
		}
	}
}

// tableCodes are the codes of problems with a table.
var tableCodes = []string{
	answers.CodeTableEmpty, answers.CodeTableUncertain, answers.CodeTableRoundedCell, answers.CodeTableDamaged, answers.CodeTableTooLarge, answers.CodeTableQuote,
	answers.CodeTableMixed, answers.CodeTableUndecodable, answers.CodeTableRagged, answers.CodeTableHeaderTwice,
	answers.CodeTableMerged, answers.CodeTableNoHeader, answers.CodeTableLostText, answers.CodeTableExponent, answers.CodeTableDigits, answers.CodeTableErrorCell,
	answers.CodeTableNoResult, answers.CodeTableVolatile, answers.CodeTableUnread, answers.CodeTableFormula, answers.CodeTableBoolean, answers.CodeTableDate, answers.CodeTableRounded, answers.CodeTableHidden,
}

// isID matches the ID of a message.
var isID = regexp.MustCompile(`^(account|answers|app|ask|batch|bill|case|cause|cmd|copy|due|edit|error|evidence|exit|fields|flag|followup|group|guide|help|hint|home|keep|list|log|next|note|offer|page|pick|place|preview|problem|profile|purge|qr|remove|report|resume|review|send|server|settings|settle|show|smtp|status|store|template|usage|values|version|warn|web|word|words|write)\.[a-z_.]+$`)

// Every ID that the commands use has a message, and every message is used.
func TestEveryMessageIsUsed(t *testing.T) {
	used := map[string]bool{}
	prefixes := []string{"problem.", "template.", "values.", "exit.", "page.", "preview.", "note.", "desktop.", "next.", "word.", "guide.", "cmd.", "prompt.", "editor.", "server.", "status.", "store.", "show.", "smtp.", "cause.", "calendar.", "account.field_", "account.tls_", "account.retry_", "account.from_", "report.", "case.", "due.", "bill.reason.", "batch.note_", "batch.to", "batch.from", "fields.test_", "doctor.", "topic.", "home.do.", "home.about.", "home.step.", "home.submit.", "pick.which.", "pick.none.", "log.ask_", "log.meaning_", "warn.", "web.page.", "web.write_", "web.table_option."}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []string{"config", "term", "view", "web"} {
		more, err := filepath.Glob(filepath.Join("internal", room, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && isID.MatchString(text) && !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "_") {
					used[text] = true
				}
			}
			return true
		})
	}
	pages, err := filepath.Glob("internal/web/pages/*.tmpl")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	named := regexp.MustCompile(`\.T "([^"]+)"`)
	for _, file := range pages {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range named.FindAllSubmatch(text, -1) {
			used[string(id[1])] = true
		}
	}
	for id := range used {
		checkMessage(t, id)
	}
	catalogue, err := filepath.Glob("internal/lang/zh/*.json")
	if err != nil || len(catalogue) == 0 {
		t.Fatal("no catalogue", err)
	}
	for _, file := range catalogue {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for id := range decode[map[string]any](t, string(text)) {
			composed := slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(id, p) })
			if !used[id] && !composed {
				t.Errorf("nothing uses %q", id)
			}
		}
	}
}

// The help names the value of every flag that takes one, in both languages alike.
func TestFlagsNameTheirValues(t *testing.T) {
	named := regexp.MustCompile("`[^`]+`")
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			takes, names := f.Value.Type() != "bool", map[lang.Language]string{}
			for _, l := range []lang.Language{lang.Chinese, lang.English} {
				names[l] = named.FindString(lang.New(l).Text(f.Usage, nil))
				if takes != (names[l] != "") {
					t.Errorf("%s %s --%s: the value is %q", l, cmd.CommandPath(), f.Name, names[l])
				}
			}
			if names[lang.Chinese] != names[lang.English] {
				t.Errorf("%s --%s: %v", cmd.CommandPath(), f.Name, names)
			}
		})
		for _, c := range cmd.Commands() {
			visit(c)
		}
	}
	visit(newRoot(system()))
}

// An answer that a message gives as an example is accepted; a date is accepted in a table too.
func TestExamplesInMessages(t *testing.T) {
	kinds := map[string]struct {
		spec     field.Spec
		examples *regexp.Regexp
	}{
		"phone":    {field.Spec{Type: field.Phone}, regexp.MustCompile(`\+?\d[\d -]{6,}\d`)},
		"money":    {field.Spec{Type: field.Money}, regexp.MustCompile(`\d[\d,.]+\d`)},
		"email":    {field.Spec{Type: field.Email}, regexp.MustCompile(`[a-z]+@[a-z.]+`)},
		"datetime": {field.Spec{Type: field.Datetime, Direction: field.Past}, regexp.MustCompile(`\d{4}-\d\d-\d\d( \d\d:\d\d)?`)},
	}
	tried := map[string]int{}
	for _, code := range field.Codes() {
		name, _, _ := strings.Cut(code, ".")
		kind, ok := kinds[name]
		if !ok {
			continue
		}
		for _, l := range []lang.Language{lang.Chinese, lang.English} {
			for _, absolute := range []bool{true, false} {
				text := lang.New(l).Text("problem."+code, lang.Args{"Absolute": absolute})
				for _, example := range kind.examples.FindAllString(text, -1) {
					tried[name]++
					if _, err := kind.spec.Parse(example, field.Reading{Now: today, Absolute: true}); err != nil {
						t.Errorf("%s %s: %q: %v", l, code, example, err)
					}
				}
				if absolute && strings.Contains(text, "昨晚") {
					t.Errorf("%s: %s", code, text)
				}
			}
		}
	}
	for name := range kinds {
		if tried[name] < 4 {
			t.Errorf("only %d examples of %s", tried[name], name)
		}
	}
}
