//go:build !windows

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt/screentest"
	"draft/cmd/draft/internal/view"
)

const (
	enter    = "\r"
	finish   = "\x04" // Ctrl-D ends an answer of several lines
	clear    = "\x15" // Ctrl-U
	shiftTab = "\x1b[Z"
	ctrlC    = "\x03"
)

// screenStep waits for a text on the screen, then types keys.
type screenStep struct{ waitFor, keys string }

// interviews holds the steps of an interview per letter kind. Each answers in Chinese, goes back once and corrects a refused
// answer.
var interviews = map[string][]screenStep{
	"refund": {
		{"[1/16] 充值人", "1" + enter},
		{"[2/16] 充值方式", "微信" + enter},
		{"[3/16] 充值时间", "前天晚上八点一刻" + enter},
		{"[4/16] 充值金额", "五块零五分五厘" + enter},
		{"✗", clear + "５０元" + enter},
		{"[5/16] 订单号", "4200 0023 4520 2611 1812 3456 7890" + enter},
		{"[6/16] 商户单号", enter},
		{"[7/16] 退款原因", "卡顿" + enter},
		{"[8/16] 扣款时间", shiftTab},
		{"[7/16] 退款原因", "误充值" + enter},
		{"[8/16] 使用情况", "全部未" + enter},
		{"[9/16] 抖音号", "dy_example88" + enter},
		{"[10/16] 抖音UID", enter},
		{"[11/16] 情况说明", "当时想查看余额，页面跳转后误点了充值。" + enter + "充值后没有使用过。" + finish},
		{"[12/16] 证据材料", "没有这个文件.png" + finish},
		{"2 不是，重新填文件名", "2" + enter},
		{"[12/16] 证据材料", clear + "支付凭证.png" + enter + "抖音订单截图（2026-11-18）.png" + finish},
		{"[13/16] 姓名", "张三" + enter},
		{"[14/16] 联系电话", "138-1234-5678" + enter},
		{"[15/16] 联系邮箱", enter},
		{"[16/16] 备注", finish},
	},
	"duplicate": {
		{"第一笔订单号", "4200002345202611181234567890" + enter},
		{"第一笔时间", "11月18日20:15" + enter},
		{"第二笔订单号", "4200002345202611189876543210" + enter},
		{"[4/15] 第二笔时间", "昨天" + enter},
		{"[5/15] 每笔金额", "<" + enter},
		{"[4/15] 第二笔时间", clear + "11月18日 20点16分" + enter},
		{"[5/15] 每笔金额", "-50" + enter},
		{"✗", clear + "50" + enter},
		{"充值方式", "微信" + enter},
		{"保留哪一笔", "第一" + enter},
		{"抖音号", "dy_example88" + enter},
		{"抖音UID", enter},
		{"情况说明", "第一次付款后页面没有反应，又点了一次，结果扣了两笔。" + finish},
		{"证据材料", finish},
		{"姓名", "张三" + enter},
		{"联系电话", "13812345678" + enter},
		{"联系邮箱", enter},
		{"备注", finish},
	},
	"closure": {
		{"账单是否已还清", "是" + enter},
		{"分期和延期是否已结清", "是" + enter},
		{"账户状态是否正常", "是" + enter},
		{"月付订单或退款", enter},
		{"开通方式", "主动" + enter},
		{"关闭原因", "不使用" + enter},
		{"[7/14] 抖音号", "dy\u200bexample" + enter},
		{"✗", clear + "dy_example88" + enter},
		{"[8/14] 抖音UID", enter},
		{"[9/14] 情况说明", shiftTab},
		{"[8/14] 抖音UID", shiftTab},
		{"[7/14] 抖音号", enter}, // continues at the first unanswered question
		{"[9/14] 情况说明", finish},
		{"证据材料", "月付页面截图.png" + finish},
		{"姓名", "张三" + enter},
		{"联系电话", "13812345678" + enter},
		{"联系邮箱", enter},
		{"备注", finish},
	},
}

// draftCommand returns a command that runs draft in folder, with a minimal environment.
func draftCommand(t *testing.T, folder string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Dir = folder
	cmd.Env = []string{ // the developer's environment is not inherited
		asDraft + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + folder, "XDG_CONFIG_HOME=" + folder, "XDG_STATE_HOME=" + folder,
		"DRAFT_LANG=zh", "TERM=xterm-256color", "PAGER=cat",
	}
	return cmd
}

// An interview at the terminal gives the same message as the answers file of the example.
func TestInterviewGivesWhatTheFileGives(t *testing.T) {
	for kind, turns := range interviews {
		for _, width := range []int{80, 40} {
			t.Run(fmt.Sprint(kind, width), func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				if err := os.CopyFS(folder, os.DirFS(absolute(t, examplesFolder, "evidence"))); err != nil {
					t.Fatal(err)
				}
				args := []string{kind, "-o", "typed.eml"}
				if kind == "refund" {
					args = append(args, "--from", "zhangsan@example.com", "--to", "feedback@douyin.com")
				}
				console := screentest.New(t, width, 24)
				cmd := draftCommand(t, folder, args...)
				console.Run(cmd)
				for _, turn := range append(slices.Clip(turns), screenStep{"都对吗", enter}, screenStep{"保存吗", enter}) {
					console.See(turn.waitFor)
					console.Send(turn.keys)
				}
				if err := cmd.Wait(); err != nil {
					t.Fatalf("%v\n%s", err, console)
				}
				file := draftCommand(t, folder, kind, "--answers", absolute(t, examplesFolder, kind+".yaml"), "-o", "file.eml")
				if out, err := file.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				compareFiles(t, filepath.Join(folder, "typed.eml"), filepath.Join(folder, "file.eml"))
			})
		}
	}
}

// Enter alone does not answer a question of fact, so pressing it repeatedly states nothing.
func TestEnterAloneStatesNothing(t *testing.T) {
	for _, width := range []int{80, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			console := screentest.New(t, width, 24)
			cmd := draftCommand(t, folder, "closure")
			console.Run(cmd)
			console.See("[1/")
			for range 3 {
				console.Send(enter)
				console.See("请先用方向键或编号选择")
			}
			if shown := console.String(); strings.Contains(shown, "✓") || strings.Contains(shown, "[2/") || strings.Contains(shown, "\n> ") {
				t.Errorf("Enter answered, or would answer:\n%s", shown)
			}
			console.Send(ctrlC)
			var exit *exec.ExitError
			if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != view.ExitInterrupted {
				t.Fatalf("%v\n%s", err, console)
			}
			unfinished := func() string {
				t.Helper()
				out, err := draftCommand(t, folder, "list", "--status", "unfinished", "--json").Output()
				if err != nil {
					t.Error(err)
				}
				return strings.TrimSpace(string(out))
			}
			if kept := unfinished(); kept != "[]" {
				t.Errorf("kept %s", kept)
			}

			// A given answer is preselected when its question is asked again.
			console = screentest.New(t, width, 24)
			cmd = draftCommand(t, folder, "closure")
			console.Run(cmd)
			console.See("[1/")
			console.Send("2" + enter)
			console.See("[2/")
			console.Send(shiftTab)
			console.See("\n> 2 ")
			console.Send(ctrlC)
			_ = cmd.Wait()
			if kept := unfinished(); !strings.Contains(kept, `"kind": "closure"`) {
				t.Errorf("kept %s", kept)
			}
		})
	}
}

func compareFiles(t *testing.T, got, want string) {
	t.Helper()
	a, err := os.ReadFile(got)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(want)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Errorf("%s and %s differ:\n%s\n---\n%s", got, want, a, b)
	}
}
