package field

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The codes of a Problem. Every one has the argument Value, and those that its comment names.
const (
	codeEmpty   = "empty"
	codeTooLong = "too_long" // Limit: the longest answer of this kind, in bytes

	codeTextLineBreak = "text.line_break" // Position
	codeTextTooLong   = "text.too_long"   // Limit, Length: characters
	codeTextControl   = "text.control"    // CodePoint: "U+202E"; Position
	codeTextEncoding  = "text.encoding"   // Position
	codeTextMarks     = "text.marks"      // punctuation and nothing else
	codeTextNoReason  = "text.no_reason"  // a Reason that says nothing, or only what is asked for

	codeTextPassword     = "text.password"     // doubt
	codeTextVerification = "text.verification" // doubt
	codeTextCard         = "text.card"         // doubt. Masked
	codeTextIdentity     = "text.identity"     // doubt. Masked
	codeTextCashOut      = "text.cash_out"     // doubt
	codeTextAgent        = "text.agent"        // doubt
	codeTextAnger        = "text.anger"        // doubt
	codeTextNoChinese    = "text.no_chinese"   // doubt
	codeTextDouyinID     = "text.douyin_id"    // doubt: of no Douyin ID, perhaps a nickname

	codeChoiceUnknown = "choice.unknown" // Known: values; Labels: Chinese; LabelsEN: English; Nearest, NearestLabel: "" if none is near
	codeYesNoUnknown  = "yesno.unknown"

	codeMoneyUnreadable  = "money.unreadable"
	codeMoneyNotPositive = "money.not_positive"
	codeMoneyExponent    = "money.exponent"
	codeMoneyDecimals    = "money.decimals"
	codeMoneyGrouping    = "money.grouping"
	codeMoneyTooLarge    = "money.too_large" // Limit: "99999999.99"
	codeMoneyCurrency    = "money.currency"  // Currency: the word that names it

	codeDatetimeUnreadable = "datetime.unreadable" // Absolute: true where the day must be written out
	codeDatetimeVague      = "datetime.vague"      // Word: the one that makes it so
	codeDatetimeHoliday    = "datetime.holiday"    // Word: the holiday, whose date differs from year to year
	codeDatetimeAmbiguous  = "datetime.ambiguous"  // First, Second: what it may mean
	codeDatetimeImpossible = "datetime.impossible" // no such day or time of day
	codeDatetimeNoDay      = "datetime.no_day"
	codeDatetimeFuture     = "datetime.future"    // Read: how it was understood; Now
	codeDatetimeTooEarly   = "datetime.too_early" // Read; Earliest
	codeDatetimeRelative   = "datetime.relative"  // only where the day must be written out
	codeDatetimeWeekday    = "datetime.weekday"   // Read: the date, which has another

	codeNumberExponent  = "number.exponent"
	codeNumberCharacter = "number.character" // Character, Position
	codeNumberTooShort  = "number.too_short" // Limit, Length: characters
	codeNumberTooLong   = "number.too_long"  // Limit, Length
	codeNumberShape     = "number.shape"     // doubt. Shapes: the known ones; Length
	codeNumberUID       = "number.uid"       // doubt: no UID, which is digits alone
	codeNumberZeros     = "number.zeros"     // doubt

	codePhoneCharacter = "phone.character" // Character, Position
	codePhoneLength    = "phone.length"    // Length: digits
	codePhoneNoArea    = "phone.no_area"
	codePhoneUnknown   = "phone.unknown"

	codeEmailNoAt        = "email.no_at"
	codeEmailSeveral     = "email.several"
	codeEmailName        = "email.name"
	codeEmailLocal       = "email.local"        // Local: the part before the @
	codeEmailDomain      = "email.domain"       // Domain: the part after it
	codeEmailNoDot       = "email.no_dot"       // Domain
	codeEmailMixedScript = "email.mixed_script" // Label: the part of the domain
	codeEmailTooLong     = "email.too_long"     // Limit: characters
	codeEmailIDN         = "email.idn"          // doubt. Domain: as people see it
	codeEmailTypo        = "email.typo"         // doubt. Domain; Nearest: a provider's

	codeAgeUnreadable = "age.unreadable"
	codeAgeTooOld     = "age.too_old" // Limit: the oldest, in years

	codeFilesTooMany   = "files.too_many"  // Limit, Count
	codeFilesDuplicate = "files.duplicate" // Path
)

// Codes lists every code that a Problem of this package may have, so that whoever words them can be checked.
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

// refuse makes the Problem of a text. Texts among the arguments come from the user or a template, so all are made
// fit to show.
func refuse(code, text string, more args) *Problem {
	all := make(map[string]any, len(more)+1)
	for k, v := range more {
		switch v := v.(type) {
		case string:
			all[k] = shown(v)
		case []string:
			list := make([]string, len(v))
			for i, s := range v {
				list[i] = shown(s)
			}
			all[k] = list
		default:
			all[k] = v
		}
	}
	all["Value"] = shown(text)
	return &Problem{Code: code, Args: all}
}

// shownLimit is how many characters of an answer a message repeats: enough to recognise it.
const shownLimit = 40

// shown makes a text harmless and short enough for one line of a terminal: what is long ends in an ellipsis.
func shown(s string) string {
	cut, count := len(s), 0
	for i := range s {
		if count++; count > shownLimit {
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

// Harmless spells out, as \x1b or \u202e, what in a text would not print or would steer a terminal. Line breaks and
// tabs stay.
func Harmless(s string) string { return harmless(s, true) }

// OneLine returns a text from outside on one line, without what would steer a terminal.
func OneLine(text string) string { return strings.Join(strings.Fields(Harmless(text)), " ") }

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
