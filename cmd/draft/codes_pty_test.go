//go:build !windows

package main

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	decoder "github.com/makiuchi-d/gozxing/qrcode"

	"draft/cmd/draft/internal/prompt/screentest"
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
				got.WriteString(readCode(t, console.String(), size[0]))
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

// readCode decodes the last code on a screen of width columns, whose rows show two modules each, dark on light.
func readCode(t *testing.T, screen string, width int) string {
	t.Helper()
	const scale = 4
	var lines, block []string // the block that ends with words is a whole code; above it may be the end of the one before
	for line := range strings.Lines(screen) {
		line = strings.TrimSuffix(line, "\n")
		if strings.Trim(line, " █▀▄") == "" {
			block = append(block, line)
			continue
		}
		if strings.TrimSpace(strings.Join(block, "")) != "" {
			lines = block
		}
		block = nil
	}
	picture := image.NewGray(image.Rect(0, 0, width*scale, 2*len(lines)*scale))
	for y, line := range lines {
		cells := []rune(line)
		for x := range width {
			cell := ' '
			if x < len(cells) {
				cell = cells[x]
			}
			for half, dark := range []bool{cell == '█' || cell == '▀', cell == '█' || cell == '▄'} {
				for p := range scale * scale {
					if !dark {
						picture.SetGray(x*scale+p%scale, (2*y+half)*scale+p/scale, color.Gray{Y: 255})
					}
				}
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := decoder.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_PURE_BARCODE: true, gozxing.DecodeHintType_CHARACTER_SET: "UTF-8",
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, screen)
	}
	return result.GetText()
}
