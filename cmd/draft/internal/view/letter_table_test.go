package view

import (
	"strings"
	"testing"
	"time"

	"github.com/clipperhouse/displaywidth"

	"draft/drafts/field"
)

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)

var rows = []LetterRow{
	{
		ID: "3f9kabcd", Kind: "充值退款申请", Status: "草稿", Created: now.Add(-time.Hour), To: []string{"feedback@douyin.com", "b@example.com"},
		Subject: "关于抖音号 zhangsan123 充值 50 元申请退款的函，订单 4200001234567890",
	},
	{ID: "2", Kind: "x", Status: "sent", Created: now.AddDate(-1, 0, 0), Subject: "old\x1b[31m\nnews"},
}

// In every window each row stays within it, and no letter loses its ID, status or subject.
func TestLetterTableFits(t *testing.T) {
	for _, width := range []int{40, 60, 80, 120, 200} {
		table := LetterTable(&View{}, rows, now, width)
		for line := range strings.SplitSeq(strings.TrimSuffix(table, "\n"), "\n") {
			if cells := displaywidth.String(line); cells >= width {
				t.Errorf("%d cells in a window of %d: %q", cells, width, line)
			}
			if strings.HasSuffix(line, " ") {
				t.Errorf("%d: %q ends with a space", width, line)
			}
		}
		for _, want := range []string{"3f9kabcd", "充值退款申请", "草稿", "关于抖音号", "feedback@douyin.com", "sent", "news"} {
			if !strings.Contains(table, want) {
				t.Errorf("%d: no %q in\n%s", width, want, table)
			}
		}
		if whole := strings.NewReplacer("\n", "", " ", "").Replace(table); !strings.Contains(whole, "充值50元申请退款的函，订单420****7890") {
			t.Errorf("%d: the subject is cut in\n%s", width, table)
		}
		if strings.Contains(table, "\x1b") || strings.Contains(table, "4200001234567890") {
			t.Errorf("%d: control characters or a whole number in\n%s", width, table)
		}
	}
}

// The rows of a letter grow as the window shrinks.
func TestLetterTableLayouts(t *testing.T) {
	for width, want := range map[int]int{0: 1, 200: 1, 80: 3, 40: 4} {
		if got := strings.Count(LetterTable(&View{}, rows[:1], now, width), "\n"); got != want {
			t.Errorf("a letter has %d rows in a window of %d, want %d:\n%s", got, width, want, LetterTable(&View{}, rows[:1], now, width))
		}
	}
}

// Dates: this year's without the year in a narrow window, others without the time.
func TestLetterTableDates(t *testing.T) {
	if got := LetterTable(&View{}, rows, now, 40); !strings.Contains(got, " 11-20 09:00") || !strings.Contains(got, "2025-11-20") {
		t.Error(got)
	}
	if got := LetterTable(&View{}, rows, now, 200); !strings.Contains(got, "2026-11-20 09:00") || !strings.Contains(got, "2025-11-20 10:00") {
		t.Error(got)
	}
}

// Several recipients are counted; a list without any has no column for them.
func TestLetterTableRecipients(t *testing.T) {
	if got := LetterTable(&View{}, rows[:1], now, 0); !strings.Contains(got, "feedback@douyin.com +1  ") {
		t.Error(got)
	}
	if got := LetterTable(&View{}, rows[1:], now, 0); strings.Contains(got, " - ") {
		t.Errorf("an empty column:\n%s", got)
	}
}

// Colours do not move the columns.
func TestLetterTableColors(t *testing.T) {
	rows := []LetterRow{
		{ID: "a", Kind: "refund", Status: "refused", Color: Alarm, Subject: "one"}, {ID: "b", Kind: "refund", Status: "sent", Subject: "two"},
	}
	for _, width := range []int{0, 40, 60, 120} {
		plain, coloured := LetterTable(&View{}, rows, time.Now(), width), LetterTable(&View{Colors: true}, rows, time.Now(), width)
		if stripped(coloured) != plain || strings.Count(coloured, "\x1b[31mrefused") != 1 {
			t.Errorf("%q\n%q", coloured, plain)
		}
	}
}
