//go:build !windows

package main

import (
	"fmt"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt/screentest"
	"draft/cmd/draft/internal/qr/qrtest"
)

// In a window that is too small for one code, the numbered codes on the screen give the text for the app together.
func TestSmallCodesOnTheScreen(t *testing.T) {
	answers := absolute(t, examplesFolder, "closure.yaml")
	want, _, _ := call(t, "", "closure", "--answers", answers, "--no-keep", "--format", "feedback")
	for _, size := range [][2]int{{80, 24}, {40, 24}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			console := screentest.New(t, size[0], size[1])
			cmd := draftCommand(t, t.TempDir(), "closure", "--answers", answers, "--no-keep", "--qr")
			console.Run(cmd)
			console.See("怎样扫")
			shown := strings.NewReplacer("\n", "", " ", "").Replace(console.String())
			if !strings.Contains(shown, fmt.Sprintf("现在是%d列%d行", size[0], size[1])) {
				t.Errorf("it says:\n%s", console)
			}
			var count int
			if _, err := fmt.Sscanf(shown[strings.Index(shown, "逐个显示"):], "逐个显示%d个小码", &count); err != nil {
				t.Fatalf("%v\n%s", err, console)
			}
			console.Send("1")
			console.Send(enter)
			var got strings.Builder
			for n := 1; n <= count; n++ {
				console.See(fmt.Sprintf("第 %d/%d 个码", n, count))
				console.See("任意键")
				got.WriteString(qrtest.ReadScreen(t, console.String(), size[0]))
				console.Send(enter)
			}
			if err := cmd.Wait(); err != nil {
				t.Fatalf("%v\n%s", err, console)
			}
			if got.String() != strings.TrimSuffix(want, "\n") {
				t.Errorf("the codes say\n%s\nwant\n%s", got.String(), want)
			}
		})
	}
}
