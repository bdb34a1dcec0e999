package field

import (
	"regexp"
	"slices"
	"sync"
	"unicode"
)

// IsUnfit reports whether a doubt says that a text holds what no letter needs: a secret or an insult.
func (p *Problem) IsUnfit() bool {
	return p.isNumber() || slices.Contains([]string{codeTextPassword, codeTextVerification, codeTextAnger}, p.Code)
}

// isNumber reports whether a doubt is about the number of an identity card or a bank card.
func (p *Problem) isNumber() bool { return p.Code == codeTextIdentity || p.Code == codeTextCard }

// MaskCards returns a text with **** in the middle of each number of an identity card or a bank card, and these numbers as they are
// masked: 110****6512. Other numbers stay, because a letter needs them.
func MaskCards(text string) (masked string, numbers []string) {
	for _, form := range cardForms() {
		end := 0 // of the number before, in text
		masked = ""
		for _, at := range form.FindAllStringIndex(text, -1) {
			number := text[at[0]:at[1]]
			// What stands before it belongs to it: the words may tell what number it is.
			if slices.ContainsFunc(TextValue(text[end:at[1]]).doubts(), (*Problem).isNumber) {
				number = maskDigits(characters(number))
				numbers = append(numbers, number)
			}
			masked += text[end:at[0]] + number
			end = at[1]
		}
		text = masked + text[end:]
	}
	return text, numbers
}

// cardForms match the numbers of cards: first whole ones, because two may be beside each other, then those in groups.
var cardForms = sync.OnceValue(func() []*regexp.Regexp {
	const digit, gap, check = `[0-9０-９]`, `[\s\x{a0}\x{3000}\p{Pd}]{0,3}`, `[xXｘＸ])?`
	return []*regexp.Regexp{
		regexp.MustCompile(digit + `{8,}(?:` + check),
		regexp.MustCompile(digit + `(?:` + gap + digit + `){7,}(?:` + gap + check),
	}
})

// characters returns the digits and letters of a number in groups.
func characters(number string) []rune {
	return slices.DeleteFunc([]rune(number), func(r rune) bool { return !unicode.IsDigit(r) && !unicode.IsLetter(r) })
}
