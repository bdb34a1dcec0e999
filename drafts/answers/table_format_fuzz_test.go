package answers

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever a format is, what is read without a fault has all digits of the number, in their order, unless the format shows none.
func FuzzNumberFormat(f *testing.F) {
	for _, code := range []string{
		"General", `0"抖币"`, `"dy_"00000000`, "000-0000-0000", `0,"千"`, `[>100]0"大";[<=100]0"小"`, "[$¥-411]#,##0.00", `_ "¥"* #,##0.00_ ;_ @_ `,
		"# ?/?", "0.0%", "0.00E+00", `yyyy"年"m"月"d"日"`, "[h]:mm:ss.00", "上午/下午h:mm", ";;;", "0!.0", "[DBNum2]General", `\`, "[", `"`,
	} {
		f.Add(code, 46344.84375)
		f.Add(code, -5.0)
	}
	f.Fuzz(func(t *testing.T, code string, number float64) {
		format := &cellFormat{code: code}
		shown, problem := format.number(strconv.FormatFloat(number, 'G', -1, 64), false)
		words, _ := format.words("甲")
		if utf8.ValidString(code) && (!utf8.ValidString(shown) || !utf8.ValidString(words)) {
			t.Fatalf("%q shows %q and %q", code, shown, words)
		}
		if problem != nil || format.unclear || number == 0 || math.IsNaN(number) || math.IsInf(number, 0) {
			return
		}
		s, _ := format.section(number)
		if s.date || s.whole+s.decimals == 0 && !s.general {
			return
		}
		rest := shown
		for _, digit := range decimalOf(number).figures {
			at := strings.IndexRune(rest, digit)
			if at < 0 {
				t.Fatalf("%q shows %v as %q", code, number, shown)
			}
			rest = rest[at+1:]
		}
	})
}
