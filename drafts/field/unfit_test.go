package field

import (
	"slices"
	"testing"
)

// Only the numbers of cards are masked; the text has no doubt about a number after that.
func TestMaskCards(t *testing.T) {
	for text, want := range map[string]struct {
		masked  string
		numbers []string
	}{
		"点错了。": {"点错了。", nil},
		"订单号4200002345202611181234，电话13812345678":     {"订单号4200002345202611181234，电话13812345678", nil},
		"我的身份证110101199003077715，请核实":                 {"我的身份证110****7715，请核实", []string{"110****7715"}},
		"身份证11010119900307109X。":                      {"身份证110****109X。", []string{"110****109X"}},
		"１１０１０５１９４９１２３１００２Ｘ":                          {"１１０****００２Ｘ", []string{"１１０****００２Ｘ"}},
		"卡号 6222 0212 3456 7890 128 扣的":               {"卡号 622****0128 扣的", []string{"622****0128"}},
		"卡4111-1111-1111-1111":                        {"卡411****1111", []string{"411****1111"}},
		"11010519491231002 X":                         {"110****002X", []string{"110****002X"}},
		"11010519491231002X 13812345678":              {"110****002X 13812345678", []string{"110****002X"}},
		"110101199003077715 4111111111111111":         {"110****7715 411****1111", []string{"110****7715", "411****1111"}},
		"110101199003077715，订单4200002345202611181234": {"110****7715，订单4200002345202611181234", []string{"110****7715"}},
	} {
		masked, numbers := MaskCards(text)
		if masked != want.masked || !slices.Equal(numbers, want.numbers) {
			t.Errorf("%q: %q %q, want %q %q", text, masked, numbers, want.masked, want.numbers)
		}
		if slices.ContainsFunc(TextValue(masked).doubts(), (*Problem).isNumber) {
			t.Errorf("%q: a doubt about a number stays: %q", text, masked)
		}
	}
}

func TestIsUnfit(t *testing.T) {
	spec := Spec{Type: Multiline}
	for text, want := range map[string]bool{
		"密码是abc12345":           true,
		"验证码：839201":            true,
		"你们都是骗子":                true,
		"身份证110101199003077715": true,
		"卡4111111111111111":     true,
		"找了代退":                  false,
		"点错了":                   false,
	} {
		if got := slices.ContainsFunc(spec.Doubts(TextValue(text)), (*Problem).IsUnfit); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
