package letter

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"draft/drafts/field"
)

func driftFacts() []Fact {
	at := time.Date(2026, 11, 18, 20, 15, 0, 0, field.Beijing)
	fact := func(name string, v field.Value) Fact {
		return Fact{Field: &Field{Spec: field.Spec{Name: name}}, Value: v}
	}
	return []Fact{
		fact("at", field.TimeValue{Time: at}),
		fact("amount", field.MoneyValue(5000)),
		fact("order", field.NumberValue("4200002345202611181234567890")),
		fact("id", field.TextValue("dy_example88")),
		fact("phone", field.PhoneValue("13812345678")),
		fact("what", field.TextValue("误点了充值。")),
	}
}

const stated = `关于充值退款的申请（2026年11月18日20:15充值50.00元）
抖音号：dy_example88
充值时间：2026年11月18日20:15
充值金额：50.00元（大写：伍拾元整）
订单号：4200002345202611181234567890
误点了充值。
联系方式：电话13812345678
日期：2026年11月20日`

func TestDrifts(t *testing.T) {
	for _, test := range []struct {
		name string
		edit []string // pairs for strings.NewReplacer
		want []string // name: was → now
	}{
		{"nothing", nil, nil},
		{"other words", []string{"误点了充值。", "孩子拿手机玩，我没看见。", "关于充值退款的申请", "求助：退款"}, nil},
		{"moved", []string{"抖音号：dy_example88\n", "", "误点了充值。", "误点了充值，账号是dy_example88。"}, nil},
		{"full width", []string{"50.00元", "５０．００元", "20:15", "２０：１５"}, nil},
		{"ways to write", []string{"50.00元", "50元", "2026年11月18日20:15", "2026-11-18 20:15"}, nil},
		{"spaced", []string{"4200002345202611181234567890", "4200 0023 4520 2611 1812 3456 7890"}, nil},
		{"amount", []string{"50.00元", "500元"}, []string{"amount: 50.00元 → 500元"}},
		{"amount in one place", []string{"充值金额：50.00元", "充值金额：60.00元"}, []string{"amount: 50.00元 → 60.00元"}},
		{"capital", []string{"伍拾元整", "伍佰元整"}, []string{"amount: 伍拾元整 → 伍佰元整"}},
		{"time", []string{"充值时间：2026年11月18日20:15", "充值时间：2026年11月19日20:15"}, []string{"at: 2026年11月18日20:15 → 2026年11月19日20:15"}},
		{"number", []string{"7890", "7891"}, []string{"order: 4200002345202611181234567890 → 4200002345202611181234567891"}},
		{"account", []string{"dy_example88", "dy_example99"}, []string{"id: dy_example88 → dy_example99"}},
		{"gone", []string{"联系方式：电话13812345678\n", ""}, []string{"phone: 13812345678 → "}},
		{"number gone, another in its stead", []string{"订单号：4200002345202611181234567890", "单号是 999"}, []string{"order: 4200002345202611181234567890 → "}},
		{"new", []string{"误点了充值。", "误点了充值。另有一笔300元。"}, []string{": → 300元"}},
	} {
		after := strings.NewReplacer(test.edit...).Replace(stated)
		if len(test.edit) > 0 && after == stated {
			t.Fatalf("%s edits nothing", test.name)
		}
		var got []string
		for _, d := range Drifts(driftFacts(), stated, after) {
			name := ""
			if d.Field != nil {
				name = d.Field.Name
			}
			got = append(got, strings.TrimPrefix(name+": "+d.Was+" → "+d.Now, " "))
		}
		for i, g := range got {
			got[i] = strings.Replace(g, ":  →", ": →", 1)
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func FuzzDrifts(f *testing.F) {
	f.Add(stated, strings.ReplaceAll(stated, "50", "500"))
	f.Add("50元", "５０")
	f.Fuzz(func(t *testing.T, before, after string) {
		Drifts(driftFacts(), before, after)
		if d := Drifts(driftFacts(), before, before); d != nil {
			t.Errorf("the same text drifts: %v", d)
		}
	})
}
