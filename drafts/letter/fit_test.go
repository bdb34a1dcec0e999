package letter_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"draft/drafts/letter"
)

// said makes sentences from words like "need:五个字。".
func said(words ...string) []letter.Sentence {
	var sentences []letter.Sentence
	for _, word := range words {
		keep, text, _ := strings.Cut(word, ":")
		sentences = append(sentences, letter.Sentence{Keep: letter.Keep(keep), Text: text})
	}
	return sentences
}

func texts(sentences []letter.Sentence) []string {
	var out []string
	for _, s := range sentences {
		out = append(out, s.Text)
	}
	return out
}

func TestLength(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "退款50元。": 6, "😀": 2, "👨\u200d👩\u200d👧": 8, "𠮷": 2, "e\u0301": 2, "\xff": 1,
	} {
		if got := letter.Length(text); got != want {
			t.Errorf("Length(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	ten := strings.Repeat("十", 10)
	tenfold := slices.Repeat([]string{"need:" + ten}, 10)
	tests := []struct {
		name  string
		given []letter.Sentence
		limit int
		parts []string
		left  []string
		over  int
	}{
		{"nothing to say", nil, 10, nil, nil, 0},
		{"only empty sentences", said("need:", "nice:"), 10, nil, nil, 0},
		{"no limit keeps all in reading order", said("nice:丙", "need:甲", "want:乙"), 0, []string{"丙甲乙"}, nil, 0},
		{"a negative limit is none", said("nice:丙"), -1, []string{"丙"}, nil, 0},
		{"exact fit", said("need:甲甲", "want:乙乙", "nice:丙丙"), 6, []string{"甲甲乙乙丙丙"}, nil, 0},
		{"one less drops nice", said("need:甲甲", "want:乙乙", "nice:丙丙"), 5, []string{"甲甲乙乙"}, []string{"丙丙"}, 0},
		{"want before nice, printed in reading order", said("nice:丙丙", "want:乙乙", "need:甲甲"), 4, []string{"乙乙甲甲"}, []string{"丙丙"}, 0},
		{"a long want leaves room for a later one", said("need:甲", "want:很长很长", "want:短"), 3, []string{"甲短"}, []string{"很长很长"}, 0},
		{"nice fills what want leaves", said("need:甲", "want:很长很长", "nice:短"), 3, []string{"甲短"}, []string{"很长很长"}, 0},
		{"emoji count as two", said("need:😀", "nice:甲"), 3, []string{"😀甲"}, nil, 0},
		{"emoji do not fit as one", said("need:😀", "nice:甲"), 2, []string{"😀"}, []string{"甲"}, 0},
		{"want without any need", said("want:甲甲", "nice:乙"), 2, []string{"甲甲"}, []string{"乙"}, 0},
		{"no want fits", said("want:甲甲甲"), 2, nil, []string{"甲甲甲"}, 0},
		{"need alone is split", said("need:"+ten, "need:"+ten), 19, []string{"(1/2)" + ten, "(2/2)" + ten}, nil, 0},
		{"parts are filled up", said("need:"+ten, "need:"+ten, "want:乙", "nice:丙"), 16, []string{"(1/2)" + ten, "(2/2)" + ten + "乙"}, []string{"丙"}, 0},
		{"filling makes no further part", said("need:"+ten, "want:"+ten, "need:"+ten), 15, []string{"(1/2)" + ten, "(2/2)" + ten}, []string{ten}, 0},
		{"too long alone", said("need:甲", "need:"+ten, "want:乙"), 9, []string{"甲" + ten}, []string{"乙"}, 6},
		{"too long alone for any mark", said("need:甲甲"), 1, []string{"甲甲"}, nil, 6},
		{"ten parts take two digits", said(tenfold...), 17, numbered(10, ten), nil, 0},
		{"two digits that do not go in", said(tenfold...), 16, []string{strings.Repeat(ten, 10)}, nil, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := letter.Fit(test.given, test.limit)
			if !slices.Equal(got.Parts, test.parts) || !slices.Equal(texts(got.Left), test.left) || got.Over != test.over {
				t.Errorf("Fit(%d) = %q left %q over %d,\nwant %q left %q over %d", test.limit, got.Parts, texts(got.Left), got.Over, test.parts, test.left, test.over)
			}
		})
	}
}

func numbered(n int, text string) []string {
	var parts []string
	for i := range n {
		parts = append(parts, fmt.Sprintf("(%d/%d)%s", i+1, n, text))
	}
	return parts
}

// unmarked takes the number off each part and checks it.
func unmarked(t *testing.T, parts []string) string {
	t.Helper()
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	var all strings.Builder
	for i, part := range parts {
		text, ok := strings.CutPrefix(part, fmt.Sprintf("(%d/%d)", i+1, len(parts)))
		if !ok || text == "" {
			t.Fatalf("part %d of %d is %q", i+1, len(parts), part)
		}
		all.WriteString(text)
	}
	return all.String()
}

func FuzzFit(f *testing.F) {
	f.Add("n甲甲甲\nw乙乙\ni丙", 6)
	f.Add("n😀😀\nn甲甲甲甲甲甲\nw乙", 11)
	f.Add(strings.Repeat("n十十十十十十十十十十\n", 30)+"w乙\ni丙", 18)
	f.Add("w甲\ni乙", 0)
	f.Add("n\nw\n", 3)
	keeps := map[byte]letter.Keep{'n': letter.Need, 'w': letter.Want, 'i': letter.Nice}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if len(text) > 1<<12 || !utf8.ValidString(text) {
			t.Skip("a letter is shorter, and made of characters") // bytes of two sentences could make one
		}
		var given []letter.Sentence
		seen := map[string]bool{} // of two that are the same nobody could tell which was left out
		for line := range strings.SplitSeq(text, "\n") {
			if line != "" && keeps[line[0]] != "" && !seen[line] {
				seen[line] = true
				given = append(given, letter.Sentence{Keep: keeps[line[0]], Text: line[1:]})
			}
		}
		holdsTheContract(t, given, limit)
	})
}

// holdsTheContract checks what Fit promises, whatever the sentences.
func holdsTheContract(t *testing.T, given []letter.Sentence, limit int) {
	t.Helper()
	fitted := letter.Fit(given, limit)
	var kept []letter.Sentence
	left := fitted.Left
	// Left is in reading order and no two are the same: a walk back tells the kept ones.
	for _, s := range slices.Backward(given) {
		if n := len(left); n > 0 && left[n-1] == s && s.Keep != letter.Need {
			left = left[:n-1]
			continue
		}
		kept = append(kept, s)
	}
	slices.Reverse(kept)
	if len(left) > 0 {
		t.Fatalf("left %q are not among the given, or needed", texts(left))
	}
	if got, want := unmarked(t, fitted.Parts), strings.Join(texts(kept), ""); got != want {
		t.Fatalf("the parts say %q, the sentences that are not left %q", got, want)
	}
	if fitted.Over > 0 {
		if len(fitted.Parts) != 1 || len(kept) != len(given)-len(fitted.Left) {
			t.Fatalf("over by %d in %d parts", fitted.Over, len(fitted.Parts))
		}
		return
	}
	for _, part := range fitted.Parts {
		if limit > 0 && letter.Length(part) > limit {
			t.Fatalf("%q has %d characters, the limit is %d", part, letter.Length(part), limit)
		}
	}
	room := limit - letter.Length(strings.Join(texts(kept), ""))
	for _, s := range fitted.Left {
		if limit <= 0 || len(fitted.Parts) <= 1 && letter.Length(s.Text) <= room {
			t.Fatalf("%q was left out and would fit into %d", s.Text, room)
		}
	}
}
