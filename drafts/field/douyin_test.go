package field

import "testing"

func TestDouyinID(t *testing.T) {
	s := Spec{Type: Text, Shape: []Shape{DouyinID}, Max: 40}
	for _, c := range []struct{ text, want, problem, doubt string }{
		{"dy_example88", "dy_example88", "", ""},
		{"@dy_example88", "dy_example88", "", ""},
		{"＠dy_example88", "dy_example88", "", ""},
		{"@ dy_example88", "dy_example88", "", ""},
		{"@", "", codeTextMarks, ""},
		{"12345678901", "12345678901", "", ""},
		{"小明同学", "小明同学", "", codeTextDouyinID},
		{"1234567890123456", "1234567890123456", "", CodeDouyinUID},
		{"UID：1234567890123456", "", CodeDouyinUID, ""},
		{"uid 12345678", "", CodeDouyinUID, ""},
		{"抖音UID:1234567890123456", "", CodeDouyinUID, ""},
		{"uid_fan", "uid_fan", "", ""},
		{"uid2026", "uid2026", "", ""},
		{"https://v.douyin.com/iRNBho5m/", "", codeDouyinLink, ""},
		{"v.douyin.com/iRNBho5m", "", codeDouyinLink, ""},
		{"长按复制打开抖音 https://v.douyin.com/iRNBho5m/ 看TA", "", codeDouyinLink, ""},
		{"https://www.douyin.com/user/MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1apxgzaxdBSeIuPiM", "", codeDouyinLink, ""},
		{"MS4wLjABAAAAv7iSuuXDJGDvJkmH_vz1qkDZYo1apxgzaxdBSeIuPiM", "", codeDouyinCode, ""},
		{"MS4wLj", "MS4wLj", "", ""},
	} {
		v, err := s.Parse(c.text, Reading{})
		if code(err) != c.problem {
			t.Errorf("%s: %v %v, want %q", c.text, v, err, c.problem)
		}
		if err != nil {
			continue
		}
		doubt := ""
		if d := s.Doubts(v); len(d) > 0 {
			doubt = d[0].Code
		}
		if v.Answer() != c.want || doubt != c.doubt {
			t.Errorf("%s: %v %q, want %s %q", c.text, v, doubt, c.want, c.doubt)
		}
	}
}
