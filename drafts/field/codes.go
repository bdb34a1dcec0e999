package field

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Codes of a Problem. All have the argument Value; other arguments are named here. "doubt" marks the codes of warnings.
const (
	codeEmpty   = "empty"
	codeTooLong = "too_long" // Limit: the longest answer of this kind, in bytes

	codeHiddenRemoved = "hidden_removed" // note. CodePoints: "U+200B U+202D"

	codeTextLineBreak = "text.line_break" // Position
	codeTextTooLong   = "text.too_long"   // Limit, Length: characters
	codeTextControl   = "text.control"    // CodePoint: "U+202E"; Position
	codeTextEncoding  = "text.encoding"   // Position
	codeTextMarks     = "text.marks"      // only punctuation
	codeTextNoReason  = "text.no_reason"  // a Reason that says nothing, or only repeats the request

	codeTextPassword     = "text.password"     // doubt
	codeTextVerification = "text.verification" // doubt
	codeTextCard         = "text.card"         // doubt. Masked
	codeTextIdentity     = "text.identity"     // doubt. Masked
	codeTextCashOut      = "text.cash_out"     // doubt
	codeTextAgent        = "text.agent"        // doubt
	codeTextAnger        = "text.anger"        // doubt
	codeTextNoChinese    = "text.no_chinese"   // doubt
	codeTextDouyinID     = "text.douyin_id"    // doubt: not the form of a Douyin ID, perhaps a nickname
	codeDouyinLink       = "text.douyin_link"  // a link in place of a Douyin ID
	codeDouyinCode       = "text.douyin_code"  // the code of an account in the address of its page

	// CodeDouyinUID is the code of a UID in place of a Douyin ID; a doubt if it has no label. UID: its digits; Question: the label of the
	// question for it, if the letter has one.
	CodeDouyinUID = "text.douyin_uid"

	codeChoiceUnknown = "choice.unknown" // Known: values; Labels: Chinese; LabelsEN: English; Nearest, NearestLabel: "" if none is similar
	codeYesNoUnknown  = "yesno.unknown"

	codeMoneyUnreadable  = "money.unreadable"
	codeMoneyNotPositive = "money.not_positive"
	codeMoneyExponent    = "money.exponent"
	codeMoneyDecimals    = "money.decimals"
	codeMoneyGrouping    = "money.grouping"
	codeMoneyTooLarge    = "money.too_large" // Limit: "99999999.99"
	codeMoneyCurrency    = "money.currency"  // Currency: its name in the answer
	// CodeMoneySeveral is the code of several amounts in place of one. Count, Total; the question of a list adds List: its name, and Path:
	// that of the question in the second record
	CodeMoneySeveral = "money.several"

	codeDatetimeUnreadable = "datetime.unreadable" // Absolute: true if relative dates are refused
	codeDatetimeVague      = "datetime.vague"      // Word: the vague word
	codeDatetimeHoliday    = "datetime.holiday"    // Word: the holiday, whose date differs from year to year
	codeDatetimeAmbiguous  = "datetime.ambiguous"  // First, Second: the possible meanings
	codeDatetimeImpossible = "datetime.impossible" // a day or time of day that does not exist
	codeDatetimeNoDay      = "datetime.no_day"
	codeDatetimeFuture     = "datetime.future"    // Read: the parsed value; Now
	codeDatetimeTooEarly   = "datetime.too_early" // Read; Earliest
	codeDatetimeRelative   = "datetime.relative"  // a relative date, if these are refused
	codeDatetimeWeekday    = "datetime.weekday"   // Read: the date, which is another day of the week

	codeNumberExponent  = "number.exponent"
	codeNumberCharacter = "number.character" // Character, Position
	codeNumberTooShort  = "number.too_short" // Limit, Length: characters
	codeNumberTooLong   = "number.too_long"  // Limit, Length
	codeNumberSeveral   = "number.several"   // Count; First, Second: the first two
	codeNumberShape     = "number.shape"     // doubt. Shapes: the known ones; Length
	codeNumberUID       = "number.uid"       // doubt: not a UID, which consists of digits
	codeNumberZeros     = "number.zeros"     // doubt

	codePhoneCharacter = "phone.character" // Character, Position
	codePhoneLength    = "phone.length"    // Length: digits
	codePhoneNoArea    = "phone.no_area"
	codePhoneUnknown   = "phone.unknown"
	codePhoneSeveral   = "phone.several" // Count

	codeEmailNoAt        = "email.no_at"
	codeEmailSeveral     = "email.several"
	codeEmailName        = "email.name"
	codeEmailLocal       = "email.local"        // Local: the part before the @
	codeEmailDomain      = "email.domain"       // Domain: the part after it
	codeEmailNoDot       = "email.no_dot"       // Domain
	codeEmailMixedScript = "email.mixed_script" // Label: the part of the domain
	codeEmailTooLong     = "email.too_long"     // Limit: characters
	codeEmailIDN         = "email.idn"          // doubt. Domain: as it is displayed
	codeEmailTypo        = "email.typo"         // doubt. Domain; Nearest: a provider's

	codeAgeUnreadable = "age.unreadable"
	codeAgeTooOld     = "age.too_old" // Limit: the oldest, in years

	codeFilesTooMany   = "files.too_many"  // Limit, Count
	codeFilesDuplicate = "files.duplicate" // Path
)

// Codes returns all codes of this package, so that a test can check that each has words.
func Codes() []string {
	return []string{
		codeEmpty, codeTooLong, codeHiddenRemoved,
		codeTextLineBreak, codeTextTooLong, codeTextControl, codeTextEncoding, codeTextMarks, codeTextNoReason, codeTextPassword,
		codeTextVerification, codeTextCard, codeTextIdentity, codeTextCashOut, codeTextAgent, codeTextAnger,
		codeTextNoChinese, codeTextDouyinID, codeDouyinLink, codeDouyinCode, CodeDouyinUID,
		codeChoiceUnknown, codeYesNoUnknown,
		codeMoneyUnreadable, codeMoneyNotPositive, codeMoneyExponent, codeMoneyDecimals, codeMoneyGrouping,
		codeMoneyTooLarge, codeMoneyCurrency, CodeMoneySeveral,
		codeDatetimeUnreadable, codeDatetimeVague, codeDatetimeHoliday, codeDatetimeAmbiguous,
		codeDatetimeImpossible, codeDatetimeNoDay, codeDatetimeFuture, codeDatetimeTooEarly,
		codeDatetimeRelative, codeDatetimeWeekday,
		codeNumberExponent, codeNumberCharacter, codeNumberTooShort, codeNumberTooLong, codeNumberSeveral, codeNumberShape,
		codeNumberUID, codeNumberZeros,
		codePhoneCharacter, codePhoneLength, codePhoneNoArea, codePhoneUnknown, codePhoneSeveral,
		codeEmailNoAt, codeEmailSeveral, codeEmailName, codeEmailLocal, codeEmailDomain, codeEmailNoDot,
		codeEmailMixedScript, codeEmailTooLong, codeEmailIDN, codeEmailTypo,
		codeAgeUnreadable, codeAgeTooOld, codeFilesTooMany, codeFilesDuplicate,
	}
}

// args are the arguments of a Problem other than Value.
type args map[string]any

// newProblem returns the Problem of a text. It makes excerpts of all texts among the arguments, because they come from the user or a
// template.
func newProblem(code, text string, more args) *Problem {
	all := make(map[string]any, len(more)+1)
	for k, v := range more {
		switch v := v.(type) {
		case string:
			all[k] = Excerpt(v)
		case []string:
			list := make([]string, len(v))
			for i, s := range v {
				list[i] = Excerpt(s)
			}
			all[k] = list
		default:
			all[k] = v
		}
	}
	all["Value"] = Excerpt(text)
	return &Problem{Code: code, Args: all}
}

// excerptLimit is the number of characters of an answer in a message.
const excerptLimit = 40

// Excerpt returns at most excerptLimit characters of a text, without line breaks and without anything that could control a terminal.
func Excerpt(s string) string {
	cut, count := len(s), 0
	for i := range s {
		if count++; count > excerptLimit {
			cut = i
			break
		}
	}
	text := escapeUnprintable(s[:cut], false)
	if cut < len(s) {
		text += "…"
	}
	return text
}

// Harmless returns a text in which characters that are not printable or could control a terminal are escaped, such as \x1b or \u202e.
// Line breaks and tabs stay.
func Harmless(s string) string { return escapeUnprintable(s, true) }

// OneLine returns a text from outside on one line, without what would steer a terminal.
func OneLine(text string) string { return strings.Join(strings.Fields(Harmless(text)), " ") }

func escapeUnprintable(s string, breaks bool) string {
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\x` + strconv.FormatUint(uint64(s[0]), 16))
		case unicode.IsGraphic(r), breaks && (r == '\n' || r == '\t'):
			b.WriteRune(r)
		default:
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		s = s[size:]
	}
	return b.String()
}
