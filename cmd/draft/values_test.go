package main

import (
	"encoding/json"
	"testing"

	"draft/cmd/draft/internal/view"
)

// The values that --json shows of a letter are an answers file of the same letter, of one payment and of several, digit for digit.
func TestShownValuesAreAnAnswersFile(t *testing.T) {
	const rest = "reason: mistake\ndouyin_id: dy_example88\ndescription: |\n  一行\n  又一行\n"
	for name, payments := range map[string]string{
		"one":   "method: 微信\nrecharged_at: 2026-11-18 20:05\namount: 648\norder_no: 0026111822001450531412345678\n",
		"three": "payments: [{method: other, method_detail: 云闪付, recharged_at: 2026-11-18 20:05, amount: 648}, {method: alipay, recharged_at: 2026-11-17, amount: 0.50, order_no: '0026111822001450531412345678'}, {method: wechat, recharged_at: 2026-11-18 20:05, amount: 98}]\n",
	} {
		folder := t.TempDir()
		type shown struct {
			Values json.RawMessage `json:"values"`
			Letter json.RawMessage `json:"letter"`
		}
		show := func(out string) (object shown) {
			t.Helper()
			if err := json.Unmarshal([]byte(out), &object); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, out)
			}
			return object
		}
		_, conversation, code := callIn(t, folder, "aaaa000000000001", payments+rest, "refund", "--answers", "-", "-o", folder+"/letter.txt")
		if code != view.ExitDone {
			t.Fatalf("%s: %s", name, conversation)
		}
		out, _, _ := callIn(t, folder, "", "", "show", "aaaa", "--json")
		kept := show(out)
		out, conversation, code = callIn(t, folder, "", string(kept.Values), "refund", "--answers", "-", "--no-keep", "--json")
		if code != view.ExitDone {
			t.Fatalf("%s: %s%s\n%s", name, out, conversation, kept.Values)
		}
		if again := show(out); string(again.Values) != string(kept.Values) || string(again.Letter) != string(kept.Letter) {
			t.Errorf("%s: %s\n%s\nwant\n%s\n%s", name, again.Values, again.Letter, kept.Values, kept.Letter)
		}
	}
}
