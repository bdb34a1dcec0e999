package letter_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"draft/drafts/letter"
)

// parseSentences makes a sentence of each text such as "need:五个字。".
func parseSentences(words ...string) []letter.Sentence {
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

func leftTexts(left []letter.LeftOut) []string {
	var out []string
	for _, s := range left {
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
		{"only empty sentences", parseSentences("need:", "nice:"), 10, nil, nil, 0},
		{"no limit keeps all in reading order", parseSentences("nice:丙", "need:甲", "want:乙"), 0, []string{"丙甲乙"}, nil, 0},
		{"a negative limit is none", parseSentences("nice:丙"), -1, []string{"丙"}, nil, 0},
		{"exact fit", parseSentences("need:甲甲", "want:乙乙", "nice:丙丙"), 6, []string{"甲甲乙乙丙丙"}, nil, 0},
		{"one less drops nice", parseSentences("need:甲甲", "want:乙乙", "nice:丙丙"), 5, []string{"甲甲乙乙"}, []string{"丙丙"}, 0},
		{"want before nice, printed in reading order", parseSentences("nice:丙丙", "want:乙乙", "need:甲甲"), 4, []string{"乙乙甲甲"}, []string{"丙丙"}, 0},
		{"a long want leaves room for a later one", parseSentences("need:甲", "want:很长很长", "want:短"), 3, []string{"甲短"}, []string{"很长很长"}, 0},
		{"nice fills what want leaves", parseSentences("need:甲", "want:很长很长", "nice:短"), 3, []string{"甲短"}, []string{"很长很长"}, 0},
		{"emoji count as two", parseSentences("need:😀", "nice:甲"), 3, []string{"😀甲"}, nil, 0},
		{"emoji do not fit as one", parseSentences("need:😀", "nice:甲"), 2, []string{"😀"}, []string{"甲"}, 0},
		{"want without any need", parseSentences("want:甲甲", "nice:乙"), 2, []string{"甲甲"}, []string{"乙"}, 0},
		{"no want fits", parseSentences("want:甲甲甲"), 2, nil, []string{"甲甲甲"}, 0},
		{"need alone is split", parseSentences("need:"+ten, "need:"+ten), 19, []string{"(1/2)" + ten, "(2/2)" + ten}, nil, 0},
		{"parts are filled up", parseSentences("need:"+ten, "need:"+ten, "want:乙", "nice:丙"), 16, []string{"(1/2)" + ten, "(2/2)" + ten + "乙"}, []string{"丙"}, 0},
		{"filling makes no further part", parseSentences("need:"+ten, "want:"+ten, "need:"+ten), 15, []string{"(1/2)" + ten, "(2/2)" + ten}, []string{ten}, 0},
		{"too long alone", parseSentences("need:甲", "need:"+ten, "want:乙"), 9, []string{"甲" + ten}, []string{"乙"}, 6},
		{"too long alone for any mark", parseSentences("need:甲甲"), 1, []string{"甲甲"}, nil, 6},
		{"ten parts take two digits", parseSentences(tenfold...), 17, numberedParts(10, ten), nil, 0},
		{"two digits that do not go in", parseSentences(tenfold...), 16, []string{strings.Repeat(ten, 10)}, nil, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := letter.Fit(test.given, test.limit)
			if !slices.Equal(got.Parts, test.parts) || !slices.Equal(leftTexts(got.Left), test.left) || got.Over != test.over {
				t.Errorf("Fit(%d) = %q left %q over %d,\nwant %q left %q over %d", test.limit, got.Parts, leftTexts(got.Left), got.Over, test.parts, test.left, test.over)
			}
		})
	}
}

func numberedParts(n int, text string) []string {
	var parts []string
	for i := range n {
		parts = append(parts, fmt.Sprintf("(%d/%d)%s", i+1, n, text))
	}
	return parts
}

// joinParts checks and removes the mark of each part, and joins the parts.
func joinParts(t *testing.T, parts []string) string {
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
	f.Add("n甲甲甲。\nw乙乙。\n+丙丙；\n+丁丁。\n+戊。\ni己。", 9)
	f.Add("n十十十十十十十十十十。\n+十十；\n+十。\nw乙乙乙；\n+丙丙丙丙丙丙丙丙。\ni丁", 16)
	f.Add("n十十十十十十十十十十\nn九九九九九九九九\nw八八八八八\nw七七七七七七七\ni六", 17)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if len(text) > 1<<12 || !utf8.ValidString(text) {
			t.Skip("a letter is shorter, and made of characters") // bytes of two sentences could make one
		}
		checkFit(t, parseFuzzed(text), limit)
	})
}

// parseFuzzed makes a sentence of each line such as n甲, w乙 or i丙. A line such as +丁 depends on the line before it.
func parseFuzzed(text string) []letter.Sentence {
	keeps := map[byte]letter.Keep{'n': letter.Need, 'w': letter.Want, 'i': letter.Nice}
	var given []letter.Sentence
	seen := map[letter.Sentence]bool{} // duplicates are skipped, because a test cannot tell which of them was left out
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" || line[0] != '+' && keeps[line[0]] == "" {
			continue
		}
		s := letter.Sentence{Keep: keeps[line[0]], Text: line[1:]}
		dependent := line[0] == '+' && len(given) > 0 && given[len(given)-1].Text != ""
		switch {
		case dependent:
			s.Keep = given[len(given)-1].Keep
		case line[0] == '+':
			s.Keep = letter.Want
		}
		if seen[s] {
			continue
		}
		seen[s] = true
		if dependent {
			before := &given[len(given)-1]
			before.Continued = before.Text
			if open, ok := strings.CutSuffix(before.Text, "；"); ok && !seen[letter.Sentence{Keep: s.Keep, Text: open + "。"}] {
				before.Text = open + "。"
				seen[letter.Sentence{Keep: s.Keep, Text: before.Text}] = true
			}
		}
		given = append(given, s)
	}
	return given
}

// joinSentences returns the text of sentences that are all kept.
func joinSentences(sentences []letter.Sentence) string {
	var b strings.Builder
	for i, s := range sentences {
		if s.Continued != "" && i+1 < len(sentences) {
			b.WriteString(s.Continued)
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// checkFit checks the contract of Fit.
func checkFit(t *testing.T, given []letter.Sentence, limit int) {
	t.Helper()
	fitted := letter.Fit(given, limit)
	// Left is in reading order without duplicates, so walking backwards finds the kept sentences.
	kept, left := make([]bool, len(given)), fitted.Left
	for i, s := range slices.Backward(given) {
		if n := len(left); n > 0 && left[n-1].Sentence == s && s.Keep != letter.Need {
			left = left[:n-1]
			continue
		}
		kept[i] = true
	}
	if len(left) > 0 {
		t.Fatalf("left %q are not among the given, or needed", leftTexts(left))
	}
	for i := range given {
		if kept[i] && dependent(given, i) && !kept[i-1] {
			t.Fatalf("%q is kept, and what it depends on is not", given[i].Text)
		}
	}
	said := selectSentences(given, kept)
	if got, want := joinParts(t, fitted.Parts), joinSentences(said); got != want || fitted.Whole != want {
		t.Fatalf("the parts say %q, the whole %q, the sentences that are not left %q", got, fitted.Whole, want)
	}
	checkNeeds(t, given, kept, fitted.Left, limit)
	if fitted.Over > 0 {
		if len(fitted.Parts) != 1 {
			t.Fatalf("over by %d in %d parts", fitted.Over, len(fitted.Parts))
		}
		return
	}
	for _, part := range fitted.Parts {
		if limit > 0 && letter.Length(part) > limit {
			t.Fatalf("%q has %d characters, the limit is %d", part, letter.Length(part), limit)
		}
	}
	for _, s := range fitted.Left {
		if limit <= 0 || len(fitted.Parts) <= 1 && s.Needs < 1 {
			t.Fatalf("%q was left out and needs %d", s.Text, s.Needs)
		}
	}
}

func dependent(given []letter.Sentence, i int) bool { return i > 0 && given[i-1].Continued != "" }

// selectSentences returns the marked sentences; those before an unmarked one are not continued.
func selectSentences(given []letter.Sentence, marked []bool) []letter.Sentence {
	var out []letter.Sentence
	for i, s := range given {
		if !marked[i] {
			continue
		}
		if i+1 < len(given) && !marked[i+1] {
			s.Continued = ""
		}
		out = append(out, s)
	}
	return out
}

// checkNeeds checks that each sentence that was left out fits, with those it depends on and all that is kept, if the limit grows by
// its Needs, and does not fit with one character less.
func checkNeeds(t *testing.T, given []letter.Sentence, kept []bool, left []letter.LeftOut, limit int) {
	t.Helper()
	for i := range given {
		if kept[i] {
			continue
		}
		with := slices.Clone(kept)
		for at := i; ; at-- {
			with[at] = true
			if !dependent(given, at) {
				break
			}
		}
		these, needs := selectSentences(given, with), left[0].Needs
		left = left[1:]
		if again := letter.Fit(these, limit+needs); len(again.Left) > 0 || again.Over > 0 {
			t.Fatalf("%q needs %d, and with them %q is left out, over %d", given[i].Text, needs, leftTexts(again.Left), again.Over)
		}
		if again := letter.Fit(these, limit+needs-1); needs < 1 || len(again.Left) == 0 && again.Over == 0 {
			t.Fatalf("%q needs %d, and goes in with one less", given[i].Text, needs)
		}
	}
}

func TestFitGroups(t *testing.T) {
	// A group that is shortened from its end: 甲甲；乙乙；丙。
	story := []letter.Sentence{
		{Keep: letter.Nice, Text: "甲甲。", Continued: "甲甲；"},
		{Keep: letter.Nice, Text: "乙乙！", Continued: "乙乙！"},
		{Keep: letter.Nice, Text: "丙。"},
	}
	all := slices.Concat(parseSentences("need:您好。"), story, parseSentences("nice:谢。"))
	for _, test := range []struct {
		limit int
		whole string
		left  []letter.LeftOut
	}{
		{0, "您好。甲甲；乙乙！丙。谢。", nil},
		{13, "您好。甲甲；乙乙！丙。谢。", nil},
		{12, "您好。甲甲；乙乙！丙。", []letter.LeftOut{{Sentence: all[4], Needs: 1}}},
		{10, "您好。甲甲；乙乙！", []letter.LeftOut{{Sentence: all[3], Needs: 1}, {Sentence: all[4], Needs: 1}}},
		{8, "您好。甲甲。谢。", []letter.LeftOut{{Sentence: all[2], Needs: 3}, {Sentence: all[3], Needs: 5}}},
		{5, "您好。谢。", []letter.LeftOut{{Sentence: all[1], Needs: 3}, {Sentence: all[2], Needs: 6}, {Sentence: all[3], Needs: 8}}},
	} {
		got := letter.Fit(all, test.limit)
		if got.Whole != test.whole || !slices.Equal(got.Left, test.left) {
			t.Errorf("Fit(%d) = %q, left %+v; want %q, left %+v", test.limit, got.Whole, got.Left, test.whole, test.left)
		}
	}
}

// listOf returns the sentences of a list: the one that begins it and one for each text.
func listOf(rest string, texts ...string) []letter.Sentence {
	all := []letter.Sentence{{Keep: letter.Need, Rest: rest, Records: len(texts)}}
	for i, text := range texts {
		s := letter.Sentence{Keep: letter.Want, Text: text, Continued: text}
		if i == len(texts)-1 {
			s.Continued = ""
		}
		all = append(all, s)
	}
	return all
}

// A list is there as a whole if the text then has at most three parts; else it begins with the first record, and says how many are left out.
func TestFitLists(t *testing.T) {
	all := slices.Concat(parseSentences("need:您好。", "want:电话1。"), listOf("另有N笔。", "甲一二三。", "乙一二三。", "丙一二三。", "丁一二三。"), parseSentences("want:经过一二三四五。", "need:谢。"))
	left := []letter.LeftOut{
		{Sentence: all[3], Needs: 3, Record: 1},
		{Sentence: all[4], Needs: 3, Record: 2},
		{Sentence: all[5], Needs: 3, Record: 3},
		{Sentence: all[6], Needs: 3, Record: 4},
		{Sentence: all[7], Needs: 8},
	}
	for _, test := range []struct {
		limit int
		parts []string
		left  []letter.LeftOut
	}{
		{0, []string{"您好。电话1。甲一二三。乙一二三。丙一二三。丁一二三。经过一二三四五。谢。"}, nil},
		{37, []string{"您好。电话1。甲一二三。乙一二三。丙一二三。丁一二三。经过一二三四五。谢。"}, nil},
		{20, []string{"(1/3)您好。电话1。甲一二三。", "(2/3)乙一二三。丙一二三。丁一二三。", "(3/3)经过一二三四五。谢。"}, nil},
		{17, []string{"(1/3)您好。电话1。甲一二三。", "(2/3)乙一二三。丙一二三。", "(3/3)丁一二三。谢。"}, []letter.LeftOut{{Sentence: all[7], Needs: 3}}},
		{14, []string{"您好。电话1。另有4笔。谢。"}, left},
	} {
		got := letter.Fit(all, test.limit)
		if !slices.Equal(got.Parts, test.parts) || !slices.Equal(got.Left, test.left) {
			t.Errorf("Fit(%d) = %q, left %+v; want %q, left %+v", test.limit, got.Parts, got.Left, test.parts, test.left)
		}
	}
}

// A sentence before a list for which there was no room is tried again once the list makes room.
func TestFitBesideAList(t *testing.T) {
	all := slices.Concat(parseSentences("need:"+strings.Repeat("好", 20), "want:"+strings.Repeat("电", 9)), listOf("另有N笔。", strings.Repeat("甲", 12), strings.Repeat("乙", 12)), parseSentences("need:谢。"))
	if got := letter.Fit(all, 30); len(got.Parts) != 3 || got.Left != nil {
		t.Errorf("%q, left %+v", got.Parts, got.Left)
	}
}

// Whatever the limit, a text has a list from its first record on, each record once and whole, and says how many others there are. With
// Needs more characters it has all.
func TestFitRandomLists(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		records := make([]string, 1+random.IntN(30))
		for i := range records {
			records[i] = fmt.Sprintf("<%d>", i+1) + strings.Repeat("笔", random.IntN(40)) + "。"
		}
		given := slices.Concat(
			parseSentences("need:您好"+strings.Repeat("好", random.IntN(60))+"。"), listOf("另有N笔。", records...),
			parseSentences("want:经过"+strings.Repeat("过", random.IntN(60))+"。", "need:谢谢。", "nice:其他。"),
		)
		limit := 80 + random.IntN(400)
		fitted := letter.Fit(given, limit)
		text := fitted.Whole
		kept := strings.Count(text, "<")
		if want := strings.Join(records[:kept], ""); !strings.Contains(text, want) {
			t.Fatalf("%q has not the first %d of %q", text, kept, records)
		}
		if rest := fmt.Sprintf("另有%d笔。", len(records)-kept); strings.Contains(text, "另有") != (kept < len(records)) || kept < len(records) && !strings.Contains(text, rest) {
			t.Fatalf("%q does not say %s", text, rest)
		}
		joinParts(t, fitted.Parts)
		if longest := slices.MaxFunc(fitted.Parts, func(a, b string) int { return letter.Length(a) - letter.Length(b) }); letter.Length(longest) > limit || len(fitted.Parts) > letter.MostParts {
			t.Fatalf("%d parts, and %q is longer than %d", len(fitted.Parts), longest, limit)
		}
		if kept == len(records) {
			continue
		}
		needs := fitted.Left[0].Needs
		if again := letter.Fit(given, limit+needs); strings.Contains(again.Whole, "另有") {
			t.Fatalf("with %d more, %q is not all", needs, again.Whole)
		}
		if again := letter.Fit(given, limit+needs-1); !strings.Contains(again.Whole, "另有") {
			t.Fatalf("with %d, %q is all", needs-1, again.Whole)
		}
	}
}

// TestFitNeedsOfParts: Needs is right for a text of several parts, even if it becomes one part, with less room, below that limit.
func TestFitNeedsOfParts(t *testing.T) {
	ten := strings.Repeat("十", 10)
	for _, test := range []struct {
		name  string
		given []letter.Sentence
		limit int
		needs []int
	}{
		{"the last part grows", parseSentences("need:"+ten, "need:"+ten, "want:乙乙", "nice:丙丙丙"), 16, []int{1, 2}},
		{"one part is enough first", parseSentences("need:"+ten, "need:"+ten, "want:"+strings.Repeat("乙", 9)), 19, []int{10}},
		{"what is needed is too long", parseSentences("need:甲", "need:"+ten, "want:乙"), 9, []int{3}},
	} {
		var needs []int
		for _, s := range letter.Fit(test.given, test.limit).Left {
			needs = append(needs, s.Needs)
		}
		if !slices.Equal(needs, test.needs) {
			t.Errorf("%s: %v, want %v", test.name, needs, test.needs)
		}
		checkFit(t, test.given, test.limit)
	}
}

// BenchmarkFitOfManyParts measures Needs for many sentences and parts.
func BenchmarkFitOfManyParts(b *testing.B) {
	var given []letter.Sentence
	for i := range 700 {
		given = append(given, parseSentences("need:甲。", fmt.Sprintf("nice:%d乙乙乙乙乙乙乙乙。", i))...)
	}
	for b.Loop() {
		if fitted := letter.Fit(given, 20); len(fitted.Left) < 100 {
			b.Fatalf("%d left out", len(fitted.Left))
		}
	}
}
