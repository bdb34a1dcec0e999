package field

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPhone(t *testing.T) {
	for _, c := range []struct{ text, want, masked string }{
		{"13800005678", "13800005678", "138****5678"},
		{"138 0000 5678", "13800005678", "138****5678"},
		{"+86 138-0000-5678", "13800005678", "138****5678"},
		{"008613800005678", "13800005678", "138****5678"},
		{"8613800005678", "13800005678", "138****5678"},
		{"＋８６　１３８００００５６７８", "13800005678", "138****5678"},
		{"010-12345678", "010-12345678", ""},
		{"(010) 22345678", "010-22345678", "010-****5678"},
		{"02122345678", "021-22345678", "021-****5678"},
		{"0755-22345678", "0755-22345678", "075*-****5678"},
		{"0311 2234567", "0311-2234567", "031*-***4567"},
		{"+86 10 2234 5678", "010-22345678", "010-****5678"},
		{"400-140-2108", "400-140-2108", "400-***-2108"},
		{"+86 400 140 2108", "400-140-2108", "400-***-2108"},
		{"+852 9123 4567", "+85291234567", "+852****4567"},
		{"0085291234567", "+85291234567", "+852****4567"},
	} {
		v, err := Spec{Type: Phone}.Parse(c.text, Reading{})
		if c.masked == "" {
			if code(err) != codePhoneUnknown {
				t.Errorf("%s: %v %v, want a refusal: no number in an area begins with 1", c.text, v, err)
			}
			continue
		}
		if err != nil || v.String() != c.want || v.(PhoneValue).Masked() != c.masked {
			t.Errorf("%s: %v %v, want %s", c.text, v, err, c.want)
		}
	}
	for text, want := range map[string]string{
		"1380000567": codePhoneLength, "138000056789": codePhoneLength, "12800005678": codePhoneUnknown, "22345678": codePhoneNoArea,
		"95152": codePhoneUnknown, "+86 1234": codePhoneUnknown, "+123": codePhoneUnknown, "+0123456789": codePhoneUnknown, "+": codePhoneUnknown, "--": codePhoneUnknown,
		"1380000567a": codePhoneCharacter, "010-22345678转12": codePhoneCharacter, "138+00005678": codePhoneCharacter,
		"01122345678": codePhoneUnknown, "1380000\u200b5678": codeTextControl,
	} {
		if v, err := (Spec{Type: Phone}).Parse(text, Reading{}); code(err) != want {
			t.Errorf("%s: %v %v, want %q", text, v, err, want)
		}
	}
}

func TestEmail(t *testing.T) {
	for text, want := range map[string]string{
		"a@b.cn": "a@b.cn", " Li.Wei+dy@QQ.com ": "Li.Wei+dy@qq.com", "ａ＠ｂ。ｃｎ": "a@b.cn", "a@例子.中国": "a@xn--fsqu00a.xn--fiqs8s",
		"a@xn--fsqu00a.xn--fiqs8s": "a@xn--fsqu00a.xn--fiqs8s", "a@аррӏе.com": "a@xn--80ak6aa92e.com",
	} {
		v, err := Spec{Type: Email}.Parse(text, Reading{})
		if err != nil || v.String() != want {
			t.Errorf("%s: %v %v, want %s", text, v, err, want)
			continue
		}
		if a, err := mail.ParseAddress(want); err != nil || a.Address != want {
			t.Errorf("%s: net/mail reads %v %v", want, a, err)
		}
	}
	for text, want := range map[string]string{
		"a@b": codeEmailNoDot, "a.b.cn": codeEmailNoAt, "@b.cn": codeEmailLocal, "a@": codeEmailDomain, "a@b..cn": codeEmailDomain,
		"a@b.cn.": codeEmailDomain, ".a@b.cn": codeEmailLocal, "a..b@b.cn": codeEmailLocal, `"a b"@b.cn`: codeEmailLocal, "a b@b.cn": codeEmailLocal,
		`"a@b"@c.cn`: codeEmailLocal, "张三@b.cn": codeEmailLocal, "张三 <a@b.cn>": codeEmailName, "a@b.cn, c@d.cn": codeEmailSeveral, "a@b@c.cn": codeEmailSeveral,
		"a@b.cn；c@d.cn": codeEmailSeveral, "a@127.0.0.1": codeEmailDomain, "a@[127.0.0.1]": codeEmailDomain, "a@b_c.cn": codeEmailDomain,
		"a@-b.cn": codeEmailDomain, "a@dоuyin.com": codeEmailMixedScript, "a@xn--duyin-nye.com": codeEmailMixedScript, "a@xn--a.cn": codeEmailDomain,
		"a@\u200bb.cn": codeTextControl, "a\u202e@b.cn": codeTextControl, "a@b.cn\r\nBcc: c@d.cn": codeTextLineBreak, "a\x00@b.cn": codeTextControl,
		strings.Repeat("a", 65) + "@b.cn": codeEmailTooLong, "a@" + strings.Repeat("b", 64) + ".cn": codeEmailDomain,
		"a@" + strings.Repeat("bcdefgh.", 40) + "cn": codeEmailTooLong,
	} {
		if v, err := (Spec{Type: Email}).Parse(text, Reading{}); code(err) != want {
			t.Errorf("%q: %v %v, want %q", text, v, err, want)
		}
	}
}

func TestEmailDoubts(t *testing.T) {
	doubts := Spec{Type: Email}.Doubts(EmailValue("a@xn--80ak6aa92e.com"))
	if len(doubts) != 1 || doubts[0].Code != codeEmailIDN || doubts[0].Args["Domain"] != "аррӏе.com" {
		t.Error(doubts)
	}
	for domain, near := range map[string]string{
		"qq.con": "qq.com", "qq.cmo": "qq.com", "qq.co": "qq.com", "qqq.com": "qq.com", "163.con": "163.com", "163.cmo": "163.com", "1663.com": "163.com",
		"gmial.com": "gmail.com", "gamil.com": "gmail.com", "gmail.con": "gmail.com", "gmai.com": "gmail.com", "hotmial.com": "hotmail.com", "outlok.com": "outlook.com",
		"icould.com": "icloud.com", "foxmai.com": "foxmail.com", "126.cm": "126.com", "139.con": "139.com", "yeah.ner": "yeah.net", "189.cm": "189.cn",

		"qq.com": "", "163.com": "", "126.com": "", "189.cn": "", "sina.cn": "", "mail.com": "", "188.com": "", "qq.cn": "", "me.com": "", "vip.qq.com": "", "vip.163.com": "",
		"b.cn": "", "example.com": "", "bytedance.com": "", "douyin.com": "", "live.com": "", "yahoo.com": "", "tom.com": "", "mail.tsinghua.edu.cn": "", "21cn.com": "",
	} {
		doubts := Spec{Type: Email}.Doubts(EmailValue("12345@" + domain))
		switch {
		case near == "" && doubts != nil:
			t.Errorf("%s: %v", domain, doubts)
		case near != "" && (len(doubts) != 1 || doubts[0].Code != codeEmailTypo || doubts[0].Args["Nearest"] != near || doubts[0].Args["Domain"] != domain):
			t.Errorf("%s: %v, want %s", domain, doubts, near)
		}
	}
}

func TestFileNames(t *testing.T) {
	long := strings.Repeat("图", 100)
	for _, test := range []struct{ path, want string }{
		{"支付凭证.png", "01_支付凭证.png"},
		{"a/支付凭证.png", "01_支付凭证.png"},
		{`C:\图 片\b.png`, "01_b.png"},
		{"图/a/", "01_a"},
		{"a/02_旧.png", "01_旧.png"},
		{"2026_账单.png", "01_2026_账单.png"},
		{"01_", "01_01_"},
		{"12.png", "01_12.png"},
		{`截图 20:15 "a"?.png`, "01_截图 20_15 _a__.png"},
		{".png", "01_evidence.png"},
		{"账单. .", "01_账单"},
		{"re\u0301sume\u0301.png", "01_r\u00e9sum\u00e9.png"}, // as macOS decomposes it
		{"截图（2026-11-18）.png", "01_截图（2026-11-18）.png"},
		{long + ".png", "01_" + long[:96] + ".png"}, // of whole characters
		{"a." + long, "01_a." + long[:96]},
	} {
		got := FilesValue{test.path}.Names()[0]
		if got != test.want || len(got) > 103 || !utf8.ValidString(got) {
			t.Errorf("%q: %q, want %q", test.path, got, test.want)
		}
	}
	if got, want := (FilesValue{"a.png", "a/a.png"}).NamesFrom(9), []string{"09_a.png", "10_a.png"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// The name for any path is valid on every system, and an accepted answer has a visible name.
func FuzzFileNames(f *testing.F) {
	for _, path := range []string{"a/02_旧.png", `C:\图\b.png`, strings.Repeat("图", 100) + ".png", "账单. .", "..", "/", "01_:"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		v, err := Spec{Type: Files}.Parse(path, Reading{})
		if err != nil {
			return
		}
		for i, name := range v.(FilesValue).Names() {
			if !strings.HasPrefix(name, "0"+strconv.Itoa(i+1)+"_") && i < 9 || len(name) > 255 || strings.ContainsAny(name, `/\`+invalidCharacters) || Visible(name) != nil {
				t.Errorf("%q: %q", path, name)
			}
		}
	})
}

func TestFiles(t *testing.T) {
	text := "  a.png \r\n\n\"C:\\图 片\\b.png\"\r'c d.png'\n"
	v, err := Spec{Type: Files}.Parse(text, Reading{})
	if want := (FilesValue{"a.png", `C:\图 片\b.png`, "c d.png"}); err != nil || !slices.Equal(v.(FilesValue), want) {
		t.Errorf("%q %v, want %q", v, err, want)
	}
	if got := v.String(); got != `01_a.png、02_b.png、03_c d.png` {
		t.Error(got)
	}
	for _, c := range []struct {
		text, code string
		limit      int
	}{
		{"a.png\n./a.png", codeFilesDuplicate, 0},
		{"a\nb\nc", codeFilesTooMany, 2},
		{"a\u202egnp.exe", codeTextControl, 0},
		{`""`, codeEmpty, 0},
		{strings.Repeat("a", pathBytes+1), codeTooLong, 0},
		{strings.Repeat("\n", 3000) + "a", "", 0},
		{"a" + strings.Repeat("\n", 3000) + "b", codeFilesTooMany, 0},
		{strings.Repeat("a\n", 1<<20), codeTooLong, 0},
		{"a\xff.png", codeTextEncoding, 0},
		{"a\tb", codeTextControl, 0},
	} {
		if v, err := (Spec{Type: Files, Max: c.limit}).Parse(c.text, Reading{}); code(err) != c.code {
			t.Errorf("%.20q: %.20v %v, want %q", c.text, v, err, c.code)
		}
	}
}

// What is attached in the app is a name: no path, and no number.
func TestFilesInApp(t *testing.T) {
	spec := Spec{Type: Files}
	v, err := spec.Parse("APP：支付截图\na.png\napp: 充值记录\n./app:b.png", Reading{})
	files, _ := v.(FilesValue)
	if want := (FilesValue{"app:支付截图", "a.png", "app:充值记录", "./app:b.png"}); err != nil || !slices.Equal(files, want) {
		t.Fatalf("%q %v, want %q", v, err, want)
	}
	if want := []string{"a.png", "./app:b.png"}; !slices.Equal(files.Paths(), want) {
		t.Errorf("%q, want %q", files.Paths(), want)
	}
	if want := []string{"支付截图", "充值记录"}; !slices.Equal(files.InApp(), want) {
		t.Errorf("%q, want %q", files.InApp(), want)
	}
	if want := []string{"在App内附上：支付截图", "03_a.png", "在App内附上：充值记录", "04_app_b.png"}; !slices.Equal(files.NamesFrom(3), want) {
		t.Errorf("%q, want %q", files.NamesFrom(3), want)
	}
	answer, paths := spec.MapPaths(v.Answer(), func(path string) string { return "/x/" + path })
	if answer != "app:支付截图\n/x/a.png\napp:充值记录\n/x/./app:b.png" || len(paths) != 2 {
		t.Errorf("%q %q", answer, paths)
	}
	for text, want := range map[string]string{"app:": codeEmpty, "app:a\napp：a": codeFilesDuplicate} {
		if v, err := spec.Parse(text, Reading{}); code(err) != want {
			t.Errorf("%q: %v %v, want %q", text, v, err, want)
		}
	}
}
