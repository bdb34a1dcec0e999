package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jhillyerd/enmime/v2"

	"draft/cmd/draft/internal/prompt/screentest"
)

// A file is copied as soon as it is the answer: an interview goes on without it. The screen shows its name, which can stay in the field, and
// not the path of the copy.
func TestEvidenceOutlivesItsFile(t *testing.T) {
	for _, width := range []int{80, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			for name, data := range map[string]string{"凭证.txt": "one", "订单.txt": "two"} {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			args := mostOfRefund("--to", "feedback@douyin.com", "-o", "typed.eml")
			console := screentest.New(t, width, 24)
			cmd := draftCommand(t, folder, args...)
			console.Run(cmd)
			play(console, []screenStep{
				{"[1/", enter},
				{"[2/", "凭证.txt" + enter + enter},
				{"[3/", shiftTab},
				{"01_凭证.txt", enter + enter},
				{"[3/", ctrlC},
			})
			_ = cmd.Wait()
			if err := os.Remove(filepath.Join(folder, "凭证.txt")); err != nil {
				t.Fatal(err)
			}
			console = screentest.New(t, width, 24)
			cmd = draftCommand(t, folder, args...)
			console.Run(cmd)
			play(console, []screenStep{
				{"接着写吗", enter},
				{"[13/", shiftTab},
				{"[12/", enter + "订单.txt" + enter + enter},
				{"[13/", enter},
				{"[14/", enter},
				{"[15/", enter},
				{"[16/", enter},
				{"01_凭证.txt、02_订单.txt", ""},
				{"都对吗", enter},
				{"保存吗", enter},
			})
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
			if screen := console.String(); regexp.MustCompile("[0-9a-f]{16}").MatchString(screen) {
				t.Errorf("the screen shows the path of a copy:\n%s", screen)
			}
			message, err := os.Open(filepath.Join(folder, "typed.eml"))
			if err != nil {
				t.Fatalf("%v\n%s", err, console)
			}
			defer message.Close() //nolint:errcheck // it was only read
			e, err := enmime.ReadEnvelope(message)
			if err != nil || len(e.Attachments) != 2 || string(e.Attachments[0].Content) != "one" || string(e.Attachments[1].Content) != "two" {
				t.Errorf("%v, %d attachments", err, len(e.Attachments))
			}
			if !strings.Contains(e.Text, "附件1：01_凭证.txt") || !strings.Contains(e.Text, "附件2：02_订单.txt") {
				t.Error(e.Text)
			}
		})
	}
}
