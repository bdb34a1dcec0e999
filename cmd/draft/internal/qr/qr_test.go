package qr_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"draft/cmd/draft/internal/qr"
	"draft/cmd/draft/internal/qr/qrtest"
)

var letters = map[string]string{
	"one":   "a",
	"lines": "第一行\n\n第三行 end",
	"emoji": "误充值😀，申请退款。",
	"app":   strings.Repeat("2026年11月18日20:15通过微信支付在抖音内充值50.00元。", 9),
	"200":   strings.Repeat("退", 200),
	"most":  strings.Repeat("a", 1273),
	"more":  strings.Repeat("a", 1274),
	"long":  strings.Repeat("订单号4200002345202611181234567890，金额50.00元。", 60),
	"block": strings.Repeat("退", 2000), // without a line or a sentence end
}

func encode(t testing.TB, text string) []qr.Code {
	t.Helper()
	codes, err := qr.Encode(text, qr.MaxSide)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func TestThePictureGivesTheText(t *testing.T) {
	for name, text := range letters {
		var got strings.Builder
		for _, code := range encode(t, text) {
			data, err := code.PNG()
			if err != nil {
				t.Fatal(err)
			}
			picture, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			got.WriteString(qrtest.Read(t, picture))
		}
		if got.String() != text {
			t.Errorf("%s: %q", name, got.String())
		}
	}
}

var rowOfColour = regexp.MustCompile("^\x1b\\[38;5;16;48;5;231m([█▀▄ ]+)\x1b\\[0m$")

// pixels returns what a terminal shows as an image. A cell is two modules, one above the other.
func pixels(t testing.TB, code qr.Code) image.Image {
	t.Helper()
	const scale = 3
	columns, rows := code.Cells()
	lines := strings.Split(strings.TrimSuffix(code.Screen(), "\n"), "\n")
	if len(lines) != rows {
		t.Fatalf("%d rows, not %d", len(lines), rows)
	}
	picture := image.NewGray(image.Rect(0, 0, columns*scale, 2*rows*scale))
	for y, line := range lines {
		match := rowOfColour.FindStringSubmatch(line)
		if match == nil || utf8.RuneCountInString(match[1]) != columns {
			t.Fatalf("row %d: %q", y, line)
		}
		for x, cell := range []rune(match[1]) {
			for i, light := range []bool{cell == ' ' || cell == '▄', cell == ' ' || cell == '▀'} {
				if light {
					for p := range scale * scale {
						picture.SetGray(x*scale+p%scale, (2*y+i)*scale+p/scale, color.Gray{Y: 255})
					}
				}
			}
		}
	}
	return picture
}

func TestTheScreenGivesTheText(t *testing.T) {
	for name, text := range letters {
		var got strings.Builder
		for _, code := range encode(t, text) {
			got.WriteString(qrtest.Read(t, pixels(t, code)))
		}
		if got.String() != text {
			t.Errorf("%s: %q", name, got.String())
		}
	}
}

func TestTheSizeOfCodes(t *testing.T) {
	for name, want := range map[string]int{"one": 1, "200": 1, "most": 1, "more": 2, "block": 5} {
		if got := len(encode(t, letters[name])); got != want {
			t.Errorf("%s: %d codes, want %d", name, got, want)
		}
	}
	if columns, rows := encode(t, letters["200"])[0].Cells(); columns != 93 || rows != 47 {
		t.Errorf("200 characters take %d×%d cells", columns, rows)
	}
	if codes := encode(t, ""); codes != nil {
		t.Error("a code for nothing")
	}
	for _, code := range encode(t, letters["long"]) {
		if text := qrtest.Read(t, pixels(t, code)); !strings.HasSuffix(text, "。") {
			t.Errorf("a code ends within a sentence: %q", text)
		}
	}
}

// TestMargin checks the light margin of both images. Without it no reader finds a code in a dark window.
// Codes for a window are as small as it needs, and give the text together.
func TestCodesForAWindow(t *testing.T) {
	for _, window := range [][2]int{{80, 21}, {40, 21}, {120, 40}, {29, 15}} {
		side := qr.WindowSide(window[0], window[1])
		for _, name := range []string{"one", "lines", "emoji", "app", "200"} {
			text := letters[name]
			codes, err := qr.Encode(text, side)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, code := range codes {
				if columns, rows := code.Cells(); columns > window[0] || rows > window[1] {
					t.Fatalf("%s: %d×%d cells in a window of %v", name, columns, rows, window)
				}
				got.WriteString(qrtest.Read(t, pixels(t, code)))
			}
			if got.String() != text {
				t.Errorf("%s in %v: %q", name, window, got.String())
			}
		}
	}
	for _, window := range [][2]int{{28, 21}, {80, 14}, {0, 0}} {
		side := qr.WindowSide(window[0], window[1])
		if _, err := qr.Encode("a", side); side != 0 || err == nil {
			t.Errorf("a code of %d modules in a window of %v, %v", side, window, err)
		}
	}
}

func TestMargin(t *testing.T) {
	code := encode(t, "退款")[0]
	for i := range code.Size() + 2*qr.Margin {
		for m := 1; m <= qr.Margin; m++ {
			if code.Dark(-m, i) || code.Dark(i, -m) || code.Dark(code.Size()-1+m, i) || code.Dark(i, code.Size()-1+m) {
				t.Fatal("a dark module in the margin")
			}
		}
	}
	if !code.Dark(0, 0) || !code.Dark(code.Size()-1, 0) {
		t.Error("the corners are not those of a QR code")
	}
}

func BenchmarkEncode(b *testing.B) {
	for b.Loop() {
		if _, err := qr.Encode(letters["200"], qr.MaxSide); err != nil {
			b.Fatal(err)
		}
	}
}
