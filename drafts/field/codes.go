package field

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The codes of a Problem, with their arguments besides Value. A doubt is a warning about a valid answer.
const (
	codeEmpty   = "empty"
	codeTooLong = "too_long" // Limit: the longest answer of this kind, in bytes

	codeTextLineBreak = "text.line_break" // Position
	codeTextTooLong   = "text.too_long"   // Limit, Length: characters
	codeTextControl   = "text.control"    // CodePoint: "U+202E"; Position
	codeTextEncoding  = "text.encoding"   // Position
	codeTextMarks     = "text.marks"      // only punctuation
	codeTextNoReason  = "text.no_reason"  // a Reason that does not give one, or only repeats the request

	codeTextPassword     = "text.password"     // doubt
	codeTextVerification = "text.verification" // doubt
	codeTextCard         = "text.card"         // doubt. Masked
	codeTextIdentity     = "text.identity"     // doubt. Masked
	codeTextCashOut      = "text.cash_out"     // doubt
	codeTextAgent        = "text.agent"        // doubt
	codeTextAnger        = "text.anger"        // doubt
	codeTextNoChinese    = "text.no_chinese"   // doubt
	codeTextDouyinID     = "text.douyin_id"    // doubt: not a Douyin ID, perhaps a nickname

	codeChoiceUnknown = "choice.unknown" // Known: values; Labels: Chinese; LabelsEN: English; Nearest, NearestLabel: may be ""
	codeYesNoUnknown  = "yesno.unknown"

	codeMoneyUnreadable  = "money.unreadable"
	codeMoneyNotPositive = "money.not_positive"
	codeMoneyExponent    = "money.exponent"
	codeMoneyDecimals    = "money.decimals"
	codeMoneyGrouping    = "money.grouping"
	codeMoneyTooLarge    = "money.too_large" // Limit: "99999999.99"
	codeMoneyCurrency    = "money.currency"  // Currency: its name in the text

	codeDatetimeUnreadable = "datetime.unreadable" // Absolute: true if the date must be complete
	codeDatetimeVague      = "datetime.vague"      // Word: the vague word
	codeDatetimeHoliday    = "datetime.holiday"    // Word: a holiday without a fixed date
	codeDatetimeAmbiguous  = "datetime.ambiguous"  // First, Second: the two meanings
	codeDatetimeImpossible = "datetime.impossible" // the day or time does not exist
	codeDatetimeNoDay      = "datetime.no_day"
	codeDatetimeFuture     = "datetime.future"    // Read: the parsed time; Now
	codeDatetimeTooEarly   = "datetime.too_early" // Read; Earliest
	codeDatetimeRelative   = "datetime.relative"  // only if the date must be complete
	codeDatetimeWeekday    = "datetime.weekday"   // Read: the date, which is another day of the week

	codeNumberExponent  = "number.exponent"
	codeNumberCharacter = "number.character" // Character, Position
	codeNumberTooShort  = "number.too_short" // Limit, Length: characters
	codeNumberTooLong   = "number.too_long"  // Limit, Length
	codeNumberShape     = "number.shape"     // doubt. Shapes: the known ones; Length
	codeNumberUID       = "number.uid"       // doubt: not a UID, which has only digits
	codeNumberZeros     = "number.zeros"     // doubt

	codePhoneCharacter = "phone.character" // Character, Position
	codePhoneLength    = "phone.length"    // Length: digits
	codePhoneNoArea    = "phone.no_area"
	codePhoneUnknown   = "phone.unknown"

	codeEmailNoAt        = "email.no_at"
	codeEmailSeveral     = "email.several"
	codeEmailName        = "email.name"
	codeEmailLocal       = "email.local"        // Local: the part before the @
	codeEmailDomain      = "email.domain"       // Domain: the part after the @
	codeEmailNoDot       = "email.no_dot"       // Domain
	codeEmailMixedScript = "email.mixed_script" // Label: the part of the domain
	codeEmailTooLong     = "email.too_long"     // Limit: characters
	codeEmailIDN         = "email.idn"          // doubt. Domain: in Unicode
	codeEmailTypo        = "email.typo"         // doubt. Domain; Nearest: a provider's

	codeAgeUnreadable = "age.unreadable"
	codeAgeTooOld     = "age.too_old" // Limit: the oldest, in years

	codeFilesTooMany   = "files.too_many"  // Limit, Count
	codeFilesDuplicate = "files.duplicate" // Path
)

// Codes returns all codes, for the test that every code has a message.
func Codes() []string {
	return []string{
		codeEmpty, codeTooLong,
		codeTextLineBreak, codeTextTooLong, codeTextControl, codeTextEncoding, codeTextMarks, codeTextNoReason, codeTextPassword,
		codeTextVerification, codeTextCard, codeTextIdentity, codeTextCashOut, codeTextAgent, codeTextAnger,
		codeTextNoChinese, codeTextDouyinID,
		codeChoiceUnknown, codeYesNoUnknown,
		codeMoneyUnreadable, codeMoneyNotPositive, codeMoneyExponent, codeMoneyDecimals, codeMoneyGrouping,
		codeMoneyTooLarge, codeMoneyCurrency,
		codeDatetimeUnreadable, codeDatetimeVague, codeDatetimeHoliday, codeDatetimeAmbiguous,
		codeDatetimeImpossible, codeDatetimeNoDay, codeDatetimeFuture, codeDatetimeTooEarly,
		codeDatetimeRelative, codeDatetimeWeekday,
		codeNumberExponent, codeNumberCharacter, codeNumberTooShort, codeNumberTooLong, codeNumberShape,
		codeNumberUID, codeNumberZeros,
		codePhoneCharacter, codePhoneLength, codePhoneNoArea, codePhoneUnknown,
		codeEmailNoAt, codeEmailSeveral, codeEmailName, codeEmailLocal, codeEmailDomain, codeEmailNoDot,
		codeEmailMixedScript, codeEmailTooLong, codeEmailIDN, codeEmailTypo,
		codeAgeUnreadable, codeAgeTooOld, codeFilesTooMany, codeFilesDuplicate,
	}
}

// args are the arguments of a Problem besides Value.
type args map[string]any

// newProblem returns the Problem of a text. It shortens and escapes all text arguments, because they come from the user or a template.
func newProblem(code, text string, more args) *Problem {
	all := make(map[string]any, len(more)+1)
	for k, v := range more {
		switch v := v.(type) {
		case string:
			all[k] = excerpt(v)
		case []string:
			list := make([]string, len(v))
			for i, s := range v {
				list[i] = excerpt(s)
			}
			all[k] = list
		default:
			all[k] = v
		}
	}
	all["Value"] = excerpt(text)
	return &Problem{Code: code, Args: all}
}

// excerptLength is the maximal length of an answer in a message, in characters.
const excerptLength = 40

// excerpt returns the beginning of a text, escaped for one line of a terminal. A longer text ends in an ellipsis.
func excerpt(s string) string {
	cut, count := len(s), 0
	for i := range s {
		if count++; count > excerptLength {
			cut = i
			break
		}
	}
	text := harmless(s[:cut], false)
	if cut < len(s) {
		text += "…"
	}
	return text
}

// Harmless escapes control and invisible characters, as \x1b or \u202e. It keeps line breaks and tabs.
func Harmless(s string) string { return harmless(s, true) }

func harmless(s string, breaks bool) string {
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
