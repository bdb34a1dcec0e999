package prompt

import (
	"strings"
	"testing"
)

// A row of the editor does not begin with a closing mark or end with an opening one, its rows are the whole text, and every place in the
// text is found in them.
func TestLayoutKeepsMarks(t *testing.T) {
	text := "当时想查看余额，页面跳转后误点了充值（共50元）。充值后没有使用过，“客服”说：请等待……好的！\n第二段，《说明》。"
	for room := 8; room <= 40; room++ {
		rows := lay(text, 2, 2, room)
		joined := ""
		for i, r := range rows {
			if i > 0 && r.start > rows[i-1].end {
				joined += "\n"
			}
			joined += r.text
			if r.text != text[r.start:r.end] || r.indent+r.cells > room || r.cells != cells(r.text) {
				t.Fatalf("%d cells: row %d is %+v", room, i, r)
			}
			if i > 0 && r.start == rows[i-1].end && r.text != "" && strings.ContainsAny(r.text[:len("，")], "，。、；：！）”》…") {
				t.Errorf("%d cells: a row begins with a closing mark: %q", room, r.text)
			}
			if i+1 < len(rows) && strings.HasSuffix(r.text, "（") || strings.HasSuffix(r.text, "《") {
				t.Errorf("%d cells: a row ends with an opening mark: %q", room, r.text)
			}
		}
		if joined != text {
			t.Fatalf("%d cells: %q", room, joined)
		}
		for g := range glyphs(text) {
			if y, x := rows.find(text, g.start); text[g.start] != '\n' && rows.at(text, y, x) != g.start {
				t.Errorf("%d cells: offset %d is at %d,%d, which is %d", room, g.start, y, x, rows.at(text, y, x))
			}
		}
	}
}
