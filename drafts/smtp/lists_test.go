package smtp_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"draft/drafts/smtp"
)

// The lists of codes are complete. A code that is not in its list might have no text.
func TestListsAreWhole(t *testing.T) {
	lists := map[string][]string{"Cause": nil, "Code": nil, "codeAccount": smtp.AccountCodes()}
	for _, c := range smtp.Causes() {
		lists["Cause"] = append(lists["Cause"], string(c))
	}
	for _, c := range smtp.Codes() {
		lists["Code"] = append(lists["Code"], string(c))
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			lit, ok := spec.Values[0].(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			if kind, ok := spec.Type.(*ast.Ident); ok {
				found[kind.Name] = append(found[kind.Name], text)
			}
			if strings.HasPrefix(spec.Names[0].Name, "codeAccount") {
				found["codeAccount"] = append(found["codeAccount"], text)
			}
			return true
		})
	}
	for name, list := range lists {
		slices.Sort(list)
		slices.Sort(found[name])
		if !slices.Equal(list, found[name]) {
			t.Errorf("%s: listed %q, there are %q", name, list, found[name])
		}
	}
}

func TestAccountsThatShareASecret(t *testing.T) {
	a := smtp.Account{User: "u", Host: "smtp.qq.com", Port: 465}
	for host, want := range map[string]bool{"SMTP.qq.com": true, "smtp.163.com": false} {
		if a.SharesSecret(smtp.Account{User: "u", Host: host}) != want {
			t.Error(host)
		}
	}
	if a.SharesSecret(smtp.Account{User: "v", Host: a.Host}) {
		t.Error("another user")
	}
	if p, ok := a.Provider(); !ok || p.ID != "qq" {
		t.Errorf("%+v", p)
	}
}
