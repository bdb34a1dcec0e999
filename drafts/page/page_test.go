package page_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"draft/drafts/page"
)

var update = flag.Bool("update", false, "write the golden files")

var (
	chinese = page.Words{
		Envelope: "信封", From: "发件人", To: "收件人", Subject: "主题", Attachments: "附件", NotGiven: "未填写",
		Letter: "正文", App: "粘贴到抖音反馈框", LeftOut: "因字数限制省去的句子", Facts: "要点", Notes: "提醒",
		Copy: "复制", Copied: "已复制", Selected: "已选中，请按 Ctrl+C 复制", Scan: "用手机扫一扫",
	}
	english = page.Words{
		Envelope: "Envelope", From: "From", To: "To", Subject: "Subject", Attachments: "Attachments", NotGiven: "not given",
		Letter: "Letter", App: "To paste into the app", LeftOut: "Sentences left out to fit", Facts: "Facts", Notes: "Notes",
		Copy: "Copy", Copied: "Copied", Selected: "Selected: press Ctrl+C to copy", Scan: "Scan with the phone",
	}
)

// corner is a code that is dark in its first row and column.
type corner struct{}

func (corner) Size() int          { return 3 }
func (corner) Dark(x, y int) bool { return (x == 0 || y == 0) && x < 3 && y < 3 }

func letterPage() page.LetterPage {
	return page.LetterPage{
		Lang:        "zh-CN",
		Title:       "充值退款申请",
		Words:       chinese,
		From:        "张三 <zhangsan@example.com>",
		To:          "feedback@douyin.example",
		Subject:     "充值退款申请（抖音号 dy_20260102，2025年12月31日充值50.10元）",
		Attachments: []string{"订单截图（2025-12-31）.png", "支付凭证.pdf"},
		Letter: "\n抖音客服团队：\n\n    本人张三，抖音号 dy_20260102，于2025年12月31日21:08通过微信支付在抖音内充值50.10元（人民币伍拾元壹角），" +
			"充值后尚未使用。因操作失误，特申请退款。\n\n    一、充值时间：2025年12月31日21:08\n    二、支付方式：微信支付\n" +
			"    三、订单号：4200002467202512311234567890\n\n    请核实后将款项原路退回，并告知处理结果与预计到账时间。" +
			"如需补充材料，请通过上述联系方式与本人联系。\n\n此致\n敬礼\n\n申请人：张三\n2026年1月2日\n",
		App: []page.Part{
			{Text: "(1/2)2025年12月31日21:08通过微信支付在抖音内充值50.10元,操作失误,申请退款。", Length: "49 字", Codes: []page.Code{corner{}}},
			{Text: "(2/2)订单号4200002467202512311234567890。充值后未使用。", Length: "40 字"},
		},
		LeftOut: []page.LeftOut{{Text: "请在核实后告知预计到账时间。", Needs: "还差 12 字"}},
		Facts: []page.Fact{
			{Label: "抖音号", Value: "dy_20260102"},
			{Label: "充值时间", Value: "2025年12月31日21:08"},
			{Label: "支付方式", Value: "微信支付"},
			{Label: "充值金额", Value: "50.10元"},
			{Label: "订单号", Value: "4200002467202512311234567890"},
			{Label: "补充说明", Value: "第一行\n第二行"},
		},
		Notes: []page.Note{
			{Warning: true, Text: "充值已超过15天，客服可能要求补充付款凭证。"},
			{Text: "微信支付的订单号在“账单”的详情页里。"},
		},
	}
}

func render(t *testing.T, p page.LetterPage) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Letter(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden compares pages with golden files. Look at them in a browser after each change of the style.
func TestGolden(t *testing.T) {
	full := letterPage()
	abroad := letterPage()
	abroad.Lang, abroad.Title, abroad.Words = "en", "Recharge refund request", english
	bare := page.LetterPage{Lang: "zh-CN", Title: "充值退款申请", Words: chinese, Letter: "正文\n"}
	for name, p := range map[string]page.LetterPage{"letter": full, "english": abroad, "bare": bare} {
		golden(t, name, render(t, p))
	}
	bareCase := page.CasePage{Lang: "zh-CN", Title: "关闭抖音月付", Words: caseWords, State: "已结清", Urgency: page.Over}
	for name, p := range map[string]page.CasePage{"case": casePage(), "case-bare": bareCase} {
		golden(t, name, renderCase(t, p))
	}
	golden(t, "cases", renderCases(t, casesPage(caseRows...)))
	golden(t, "cases-none", renderCases(t, page.CasesPage{Lang: "zh-CN", Title: "全部案件", Words: casesWords, Cases: rows()}))
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

// pages returns a full page of each sort.
func pages(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"letter": render(t, letterPage()),
		"case":   renderCase(t, casePage()),
		"cases":  renderCases(t, casesPage(caseRows...)),
	}
}

// elements returns the elements of a page in order.
func elements(t *testing.T, text string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func content(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// byID returns the text of the element with an ID.
func byID(t *testing.T, text, id string) string {
	t.Helper()
	for _, n := range elements(t, text) {
		if attribute(n, "id") == id {
			return content(n)
		}
	}
	t.Fatalf("no element %s", id)
	return ""
}

func TestTextIsKept(t *testing.T) {
	p := letterPage()
	text := render(t, p)
	if got := byID(t, text, "letter"); got != p.Letter {
		t.Errorf("letter: got %q, want %q", got, p.Letter)
	}
	for i, id := range []string{"app-0", "app-1"} {
		if got := byID(t, text, id); got != p.App[i].Text {
			t.Errorf("%s: got %q, want %q", id, got, p.App[i].Text)
		}
	}
}

// hostile is a text with markup that ends various contexts.
const hostile = `</div></script></style><script>alert(1)</script><img src=x onerror=alert(1)>{{.Words}}" onclick="alert(1)' javascript:` +
	"`${1}`<!--"

// TestHostileTextStaysText: markup in any field does not change the elements of the page.
func TestHostileTextStaysText(t *testing.T) {
	p := letterPage()
	plain := shape(t, render(t, p))
	setStrings(reflect.ValueOf(&p).Elem(), hostile)
	text := render(t, p)
	if got := shape(t, text); !reflect.DeepEqual(got, plain) {
		t.Errorf("the page has other elements or attributes:\n%q\nwant\n%q", got, plain)
	}
	for _, id := range []string{"letter", "app-0", "app-1"} {
		if got := byID(t, text, id); got != hostile {
			t.Errorf("%s: got %q", id, got)
		}
	}
}

// setStrings sets every value of type string in v.
func setStrings(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(text)
		}
	case reflect.Pointer:
		setStrings(v.Elem(), text)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				setStrings(v.Field(i), text)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			setStrings(v.Index(i), text)
		}
	}
}

// shape returns the names of the elements of a page and of their attributes.
func shape(t *testing.T, text string) []string {
	t.Helper()
	var out []string
	for _, n := range elements(t, text) {
		s := n.Data
		for _, a := range n.Attr {
			s += " " + a.Key
		}
		out = append(out, s)
	}
	return out
}

// TestWellFormed: all elements are closed in order.
func TestWellFormed(t *testing.T) {
	for name, text := range pages(t) {
		t.Run(name, func(t *testing.T) { wellFormed(t, text) })
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	void := map[string]bool{"img": true, "meta": true, "br": true, "hr": true}
	var open []string
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := z.Next()
		name, _ := z.TagName()
		tag := string(name)
		switch {
		case kind == html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("never closed: %q", open)
			}
			return
		case kind == html.StartTagToken && !void[tag]:
			open = append(open, tag)
		case kind == html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tag {
				t.Fatalf("</%s> closes %q", tag, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func TestIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, n := range elements(t, render(t, letterPage())) {
		if id := attribute(n, "id"); id != "" && seen[id] {
			t.Errorf("%s twice", id)
		} else {
			seen[id] = true
		}
	}
}

// TestNothingFromTheNetwork: a page has no URLs, and its policy does not allow loading any.
func TestNothingFromTheNetwork(t *testing.T) {
	for name, text := range pages(t) {
		t.Run(name, func(t *testing.T) { nothingFromTheNetwork(t, text) })
	}
}

// picture matches an embedded picture, and the policy for it.
var picture = regexp.MustCompile(`(?: src="data:image/(?:png|jpeg);base64,(?:[A-Za-z0-9/=]|&#43;)*"|; img-src data:)`)

func nothingFromTheNetwork(t *testing.T, text string) {
	t.Helper()
	text = picture.ReplaceAllString(text, "")
	for _, s := range []string{"http:", "https:", "data:", "file:", "url(", "@import", `"//`, "'//", "(//"} {
		if strings.Contains(text, s) {
			t.Errorf("%s in the page", s)
		}
	}
	var policy string
	hashes := map[string]string{}
	for _, n := range elements(t, text) {
		for _, a := range n.Attr {
			if a.Key == "src" || a.Key == "href" || a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
		switch {
		case attribute(n, "http-equiv") == "Content-Security-Policy":
			policy = attribute(n, "content")
		case n.Data == "style" || n.Data == "script":
			sum := sha256.Sum256([]byte(content(n)))
			hashes[n.Data] = n.Data + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		}
	}
	if (hashes["script"] != "") != strings.Contains(policy, "script-src") {
		t.Errorf("the policy %q, with the script %q", policy, hashes["script"])
	}
	for _, want := range []string{"default-src 'none'", hashes["style"], hashes["script"], "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy+";", want+";") {
			t.Errorf("the policy %q does not say %q", policy, want)
		}
	}
}

// TestEveryWordIsUsed: the page shows all of its labels.
func TestEveryWordIsUsed(t *testing.T) {
	p := letterPage()
	words := reflect.ValueOf(&p.Words).Elem()
	for i := range words.NumField() {
		words.Field(i).SetString("word-" + words.Type().Field(i).Name + ".")
	}
	text := render(t, p)
	p.From, p.To, p.Subject = "", "", ""
	without := render(t, p)
	for i := range words.NumField() {
		word := words.Field(i).String()
		if word == p.Words.NotGiven {
			if strings.Contains(text, word) || strings.Count(without, word) != 3 {
				t.Errorf("%s must stand for From, To and Subject where they are empty, and only there", word)
			}
		} else if !strings.Contains(text, word) {
			t.Errorf("%s is not shown", word)
		}
	}
}

func TestLanguages(t *testing.T) {
	p := letterPage()
	p.Lang, p.Words = "en", english
	for _, n := range elements(t, render(t, p)) {
		if want := map[string]string{"html": "en", "td": "zh-CN"}[n.Data]; want != "" && attribute(n, "lang") != want {
			t.Errorf("<%s lang=%q>, want %q", n.Data, attribute(n, "lang"), want)
		}
		if attribute(n, "id") != "" && attribute(n, "lang") != "zh-CN" {
			t.Errorf("%s is not marked as Chinese", attribute(n, "id"))
		}
	}
}

type fullDisk struct{}

var errFull = errors.New("disk full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWriteError(t *testing.T) {
	if err := page.Letter(fullDisk{}, letterPage()); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}
