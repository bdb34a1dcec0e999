//go:build !windows

package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt/screentest"
)

var updateScreens = flag.Bool("update-screens", false, "write the pictures of the screens")

// TestScreens compares the main screens with stored pictures: in both languages, in a wide and a narrow window, with dark
// and light colours. Look at each picture after a change.
func TestScreens(t *testing.T) {
	for _, language := range []string{"zh", "en"} {
		for _, width := range []int{80, 40} {
			t.Run(fmt.Sprint(language, width), func(t *testing.T) {
				t.Parallel()
				s := screens{t: t, language: language, Console: screentest.New(t, width, 24)}
				s.interview()
			})
			t.Run(fmt.Sprint(language, "offer", width), func(t *testing.T) {
				t.Parallel()
				s := screens{t: t, language: language, Console: screentest.New(t, width, 24)}
				s.offer(width)
			})
			t.Run(fmt.Sprint(language, "warning", width), func(t *testing.T) {
				t.Parallel()
				s := screens{t: t, language: language, Console: screentest.New(t, width, 24)}
				s.warning(width)
			})
			for name := range homes {
				t.Run(fmt.Sprint(language, name, width), func(t *testing.T) {
					t.Parallel()
					s := screens{t: t, language: language, Console: screentest.New(t, width, 24)}
					s.home(name, width)
				})
			}
			t.Run(fmt.Sprint(language, "payments", width), func(t *testing.T) {
				t.Parallel()
				s := screens{t: t, language: language, Console: screentest.New(t, width, 24)}
				s.payments()
			})
		}
		t.Run(language+"codes", func(t *testing.T) {
			t.Parallel()
			s := screens{t: t, language: language, Console: screentest.New(t, 80, 24)}
			s.smallCodes()
		})
		t.Run(language+"qr", func(t *testing.T) {
			t.Parallel()
			s := screens{t: t, language: language, Console: screentest.New(t, 120, 64)}
			s.qrCode()
		})
	}
}

type screens struct {
	*screentest.Console
	t        *testing.T
	language string
}

// translated returns the text in the test's language.
func (s screens) translated(zh, en string) string {
	if s.language == "zh" {
		return zh
	}
	return en
}

// start runs draft in a new folder. The pager shows one window and waits for Enter.
func (s screens) start(args ...string) (wait func()) {
	s.t.Helper()
	folder := s.t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(absolute(s.t, examplesFolder, "evidence"))); err != nil {
		s.t.Fatal(err)
	}
	return s.startIn(folder, args...)
}

// startIn runs draft in a folder.
func (s screens) startIn(folder string, args ...string) (wait func()) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Join(folder, "draft"), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "draft", "defaults.json"), []byte("{}"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	cmd := draftCommand(s.t, folder, append([]string{"--lang", s.language}, args...)...)
	cmd.Env = append(cmd.Env, "PAGER=sh -c 'head -n 20; printf …; read line </dev/tty'")
	s.Run(cmd)
	return func() {
		s.t.Helper()
		if err := cmd.Wait(); err != nil {
			s.t.Errorf("%v\n%s", err, s)
		}
	}
}

// checkScreen compares the screen with its picture, and checks the contrast of all text on it.
func (s screens) checkScreen(name string, width int) {
	s.t.Helper()
	for _, p := range []screentest.Palette{screentest.Dark, screentest.Light} {
		if ratio := s.Faint(p); ratio < 3 { // WCAG 2.2, 1.4.11
			s.t.Errorf("%s, %s: the faintest text has a contrast of %.1f:1", name, p.Name, ratio)
		}
	}
	path := filepath.Join("testdata", "screens", fmt.Sprintf("%s-%d-%s.txt", name, width, s.language))
	got := s.Picture(screentest.Dark, screentest.Light)
	if *updateScreens {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	if got != string(want) {
		s.t.Errorf("%s is another picture:\n%s", path, got)
	}
}

// waitBelow waits until the screen shows text and, below it, last, which is drawn last.
func (s screens) waitBelow(text, last string) {
	s.t.Helper()
	s.Wait(fmt.Sprintf("%q below %q", last, text), func() bool {
		_, rest, _ := strings.Cut(s.String(), text)
		return strings.Contains(rest, last)
	})
}

// offer shows what a pasted page says about a payment whose amount was answered otherwise.
func (s screens) offer(width int) {
	s.t.Helper()
	folder := s.t.TempDir()
	cmd := draftCommand(s.t, folder, "--lang", s.language, "refund", "--set", "recharged_by=self", "--set", "method=wechat", "--set", "amount=30")
	s.Run(cmd)
	s.See("[1/")
	s.Paste(paymentPage(s.t))
	s.waitBelow(s.translated("用这些吗", "Use these"), "2 ")
	s.checkScreen("offer", width)
	s.Send(ctrlC)
	_ = cmd.Wait() // it ends with Ctrl-C
}

// warning shows what can be done about a number in an answer that no letter needs.
func (s screens) warning(width int) {
	s.t.Helper()
	s.start(mostOfRefund()...)
	s.See("[1/")
	s.Send("点错了，我的身份证是110101199003077715。" + enter + enter)
	s.waitBelow(s.translated("怎么处理", "What shall"), "3 ")
	s.checkScreen("warning", width)
	s.Send(ctrlC)
}

func (s screens) interview() {
	s.t.Helper()
	width := 40
	if strings.HasSuffix(s.t.Name(), "80") {
		width = 80
	}
	wait := s.start("refund")
	s.See("[1/16]")
	s.Send(s.translated("未成年人", "minor") + enter)
	s.See("[2/21]")
	s.Send("9" + enter)
	s.See("[3/21]")
	s.Send(s.translated("母亲", "mother") + enter)
	s.See("[4/21]")
	s.Send(s.translated("微信", "wechat") + enter)
	s.See("[5/21]")
	s.Send("?")
	s.waitBelow(s.translated("查。", "best."), s.translated("? 看说明", "? for help"))
	s.checkScreen("help", width)
	s.Send("2026-11-18 20:15" + enter)
	s.See("[6/21]")
	s.Send("-50" + enter)
	s.waitBelow("✗", "Shift-Tab")
	s.checkScreen("refused", width)
	s.Send(clear + "50" + enter)
	play(s.Console, []screenStep{
		{"[7/21]", enter},
		{"[8/21]", enter},
		{"[9/21]", "1" + enter},
		{"[10/21]", s.translated("全部未", "Nothing") + enter},
		{"[11/21]", enter},
		{"[12/21]", enter},
		{"[13/21]", enter},
		{"[14/21]", "dy_example88" + enter},
		{"[15/21]", enter},
		{"[16/21]", "孩子拿手机玩游戏时误点了充值。" + finish},
		{"[17/21]", "支付凭证.png" + finish},
		{"[18/21]", enter},
		{"[19/21]", "13812345678" + enter},
		{"[20/21]", enter},
		{"[21/21]", finish},
	})
	s.waitBelow(s.translated("都对吗", "Is everything correct"), s.translated("2 修改", "2 Change"))
	s.checkScreen("review", width)
	s.Send(enter)
	s.See("\n…")
	s.checkScreen("preview", width)
	s.Send("\n")
	s.See(s.translated("12 完成", "12 Done"))
	s.checkScreen("menu", width)
	s.Send("12" + enter)
	wait()
}

// payments shows the question after the first payment, and the one after the second.
func (s screens) payments() {
	s.t.Helper()
	width := 40
	if strings.HasSuffix(s.t.Name(), "80") {
		width = 80
	}
	s.start("refund", "--set", "recharged_by=self", "--set", "reason=mistake", "--set", "unused=all")
	play(s.Console, []screenStep{
		{"[1/", s.translated("微信", "wechat") + enter},
		{"[2/", "2026-11-18 20:05" + enter},
		{"[3/", "648" + enter},
		{"[4/", enter},
		{"[5/", enter},
		{s.translated("输入 + 写第2笔", "+ for Payment 2"), "+" + enter},
		{s.translated("7 其他方式", "7 Other"), ""},
	})
	s.checkScreen("second", width)
	play(s.Console, []screenStep{
		{"[6/", s.translated("支付宝", "alipay") + enter},
		{"[7/", "20:31" + enter},
		{"[8/", "98" + enter},
		{"[9/", "4200002345202611181234567890" + enter},
		{"[10/", enter},
		{s.translated("4 删除一条", "4 Remove"), ""},
	})
	s.checkScreen("another", width)
	s.Send(ctrlC)
}

// smallCodes shows the codes in a window that is too small for one.
func (s screens) smallCodes() {
	s.t.Helper()
	s.start("closure", "--answers", absolute(s.t, examplesFolder, "closure.yaml"), "--qr")
	s.See(s.translated("怎样扫", "How do you want"))
	s.checkScreen("codes-ask", 80)
	s.Send("1")
	s.Send(enter)
	s.See(s.translated("第 1/", "code 1/"))
	s.See(s.translated("任意键", "any key"))
	s.checkScreen("codes", 80)
	s.Send(ctrlC)
}

func (s screens) qrCode() {
	s.t.Helper()
	wait := s.start("closure", "--answers", absolute(s.t, examplesFolder, "closure.yaml"), "--qr")
	s.See(s.translated("任意键", "any key"))
	s.checkScreen("qr", 120)
	s.Send(enter)
	wait()
}

// homes are the letters on the home screen by the name of its picture: the amount of each refund, and when it was submitted.
var homes = map[string][]struct{ amount, at string }{
	"home-empty": nil,
	"home-one":   {{"50", "2026-11-17"}},
	"home-late":  {{"50", "2026-11-17"}, {"648", "2026-10-28"}, {"98", ""}, {"328", "2026-10-30"}},
	"home-many": {
		{"50", "2026-11-17"},
		{"648", "2026-10-28"},
		{"98", ""},
		{"328", "2026-11-02"},
		{"6", "2026-11-10"},
		{"12", "2026-11-18"},
		{"30", ""},
		{"68", ""},
		{"128", "2026-11-13"},
		{"198", ""},
		{"18", ""},
	},
}

// home shows the screen of draft alone, and what draft log offers.
func (s screens) home(name string, width int) {
	s.t.Helper()
	folder := s.t.TempDir()
	must := func(id string, args ...string) {
		s.t.Helper()
		cmd := draftCommand(s.t, folder, append(args, "--no-input", "--quiet")...)
		cmd.Env = append(cmd.Env, "DRAFT_TEST_ID="+id)
		if out, err := cmd.CombinedOutput(); err != nil {
			s.t.Fatalf("%v\n%s", err, out)
		}
	}
	for n, l := range homes[name] {
		id := fmt.Sprintf("%08dabcdefgh", n+1)
		must(id, "refund", "--set", "recharged_at=2026-10-01 20:15", "--set", "method=wechat", "--set", "amount="+l.amount, "--set", "reason=mistake",
			"--set", "unused=all", "--set", "douyin_id=dy_example88", "-o", filepath.Join(folder, id+".txt"))
		if l.at != "" {
			must(id, "log", id, "--via", "app", "--at", l.at)
		}
	}
	s.startIn(folder)
	s.Wait("the end of the list", func() bool {
		shown := s.String()
		return strings.Contains(shown, s.translated("退出", "Quit")) || strings.Contains(shown, "↓")
	})
	s.checkScreen(name, width)
	s.Send(ctrlC)
	if len(homes[name]) < 2 {
		return
	}
	s.Console = screentest.New(s.t, width, 24)
	s.startIn(folder, "log")
	s.waitBelow(s.translated("记录哪一件", "Which case"), s.translated("粘贴了吗", "have you pasted"))
	s.checkScreen(strings.Replace(name, "home", "picker", 1), width)
	s.Send(ctrlC)
}
