//go:build !windows

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"draft/cmd/draft/internal/prompt/screentest"
)

// mostOfRefund are the flags that answer a refund up to its optional questions.
func mostOfRefund(more ...string) []string {
	return append([]string{
		"refund", "--set", "recharged_by=self", "--set", "method=wechat", "--set", "recharged_at=2026-11-18 20:15", "--set", "amount=50",
		"--set", "reason=mistake", "--set", "unused=all", "--set", "douyin_id=dy_example88", "--set", "douyin_uid=1234567890123456",
		"--set", "order_no=4200002345202611181234567890", "--set", "merchant_no=1000000000202611180000000001",
	}, more...)
}

// A secret in an answer is asked about at once: it is masked or changed, or kept, and what was kept is not asked about again.
func TestWarningsAtTheTerminal(t *testing.T) {
	for _, width := range []int{80, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			console := screentest.New(t, width, 24)
			cmd := draftCommand(t, folder, mostOfRefund("-o", "typed.txt")...)
			console.Run(cmd)
			play(console, []screenStep{
				{"情况说明", "身份证110101199003077715，密码是abc12345" + enter + enter},
				{"2 打码，写成 110****7715", "2" + enter},
				{"2 不改，就这样写", enter}, // nothing is selected
				{"请先用方向键或编号选择", "1" + enter},
				{"110****7715，密码是abc12345", strings.Repeat("\x7f", utf8.RuneCountInString("，密码是abc12345")) + "，你们都是骗子" + enter + enter},
				{"骂人", "2" + enter},
				{"证据材料", shiftTab},
				{"[1/", enter + enter},
				{"[2/", enter},
				{"[3/", enter},
				{"[4/", enter},
				{"[5/", enter},
				{"[6/", enter},
				{"都对吗", enter},
				{"保存吗", enter},
			})
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
			text, err := os.ReadFile(filepath.Join(folder, "typed.txt"))
			if err != nil || !strings.Contains(string(text), "身份证110****7715，你们都是骗子") {
				t.Errorf("%v: %s\n%s", err, text, console)
			}
		})
	}
}

// A phone number in a story is in the field of its question, which says where it comes from; Enter takes it.
func TestNumberInAStoryIsOffered(t *testing.T) {
	for _, width := range []int{80, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			console := screentest.New(t, width, 24)
			cmd := draftCommand(t, folder, mostOfRefund("-o", "typed.txt")...)
			console.Run(cmd)
			play(console, []screenStep{
				{"情况说明", "点错了，打我电话13812345678" + enter + enter},
				{"[2/", enter},
				{"[3/", enter},
				{"“情况说明”里写了联系电话", ""},
				{"联系电话 13812345678", enter},
				{"[5/", enter},
				{"[6/", enter},
				{"都对吗", enter},
				{"保存吗", enter},
			})
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
			text, err := os.ReadFile(filepath.Join(folder, "typed.txt"))
			if err != nil || !strings.Contains(string(text), "联系电话：13812345678") {
				t.Errorf("%v: %s\n%s", err, text, console)
			}
		})
	}
}

// A story that is too long for the app is said to be so, with its longest sentence, and the menu opens it to be made shorter.
func TestMenuShortensAStory(t *testing.T) {
	const first, long, last = "孩子拿着我的手机看直播。", "我当时在厨房做饭，没有看到屏幕，不知道点了哪里。", "没有用过这些抖币。"
	for _, width := range []int{80, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			console := screentest.New(t, width, 24)
			cmd := draftCommand(t, folder, mostOfRefund("--set", "description="+first+long+last, "--set", "phone=13812345678", "--chars", "170")...)
			cmd.Env = append(cmd.Env, "PAGER=")
			console.Run(cmd)
			play(console, []screenStep{
				{"[1/", enter},
				{"[2/", enter},
				{"[3/", enter},
				{"[4/", enter},
				{"都对吗", enter},
				{"接下来做什么", ""},
				{"2 把“情况说明”改短 7 字", "2" + enter},
				{"再短 7 字就放得下", ""},
				{"用过这些抖币。", strings.Repeat("\x7f", utf8.RuneCountInString(last)) + enter + enter},
				{"都对吗", enter},
				{"2 显示二维码", ctrlC},
			})
			_ = cmd.Wait()
		})
	}
}

// A name that is no file here is offered as evidence on the phone, and stands in the letter as to be attached in the app.
func TestEvidenceOnThePhone(t *testing.T) {
	for _, width := range []int{80, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			console := screentest.New(t, width, 24)
			cmd := draftCommand(t, folder, mostOfRefund("-o", "typed.txt")...)
			console.Run(cmd)
			play(console, []screenStep{
				{"[1/", enter},
				{"[2/", "支付截图" + enter + enter},
				{"1 对，在手机上", enter},
				{"请先用方向键或编号选择", "2" + enter}, // nothing is selected
				{"[2/", "二" + enter + enter},
				{"没有“支付截图二”", ""},
				{"1 对，在手机上", "1" + enter},
				{"[3/", enter},
				{"[4/", enter},
				{"[5/", enter},
				{"[6/", enter},
				{"都对吗", enter},
				{"保存吗", enter},
			})
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
			text, err := os.ReadFile(filepath.Join(folder, "typed.txt"))
			if err != nil || !strings.Contains(string(text), "\n在App内附上：支付截图二\n") {
				t.Errorf("%v: %s\n%s", err, text, console)
			}
		})
	}
}
