package field

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TimeLabels are the labels of the time of a payment on the pages of WeChat, Alipay, Apple and Douyin. Labels are copied along with values.
func TimeLabels() []string {
	return []string{"支付时间", "付款时间", "交易时间", "支付成功时间", "付款成功时间", "充值时间", "购买日期", "Date"}
}

// CreatedLabels are the labels of times at which an order was made and not yet paid.
func CreatedLabels() []string { return []string{"创建时间", "下单时间", "订单时间"} }

// AmountLabels are the labels of an amount that was paid.
func AmountLabels() []string {
	return []string{
		"付款金额", "支付金额", "实付款", "实付金额", "实际支付", "交易金额", "充值金额", "金额", "金额(元)", "Amount", "Total",
	}
}

// MethodLabels are the labels of a method of payment.
func MethodLabels() []string {
	return []string{"支付方式", "付款方式", "收/付款方式", "支付渠道", "充值方式", "Payment method"}
}

// OrderLabels are the labels of the order number of WeChat and Alipay.
func OrderLabels() []string {
	return []string{"交易单号", "交易订单号", "交易号", "支付单号", "Transaction ID"}
}

// OtherOrderLabels are the labels of order numbers of others, such as Douyin and Apple.
func OtherOrderLabels() []string {
	return []string{"订单号", "订单编号", "订单号码", "抖音订单号", "单号", "Order number", "Order ID", "Order no."}
}

// MerchantLabels are the labels of a merchant's own number of a payment.
func MerchantLabels() []string { return []string{"商户单号", "商家订单号", "商户订单号"} }

// pageLabels returns the labels that pages have for answers of this kind.
func (s *Spec) pageLabels() []string {
	switch s.Type {
	case Datetime:
		return append(TimeLabels(), CreatedLabels()...)
	case Money:
		return AmountLabels()
	case Choice:
		return MethodLabels()
	case Phone:
		return []string{"手机号", "手机号码", "手机", "电话", "电话号码", "联系方式", "联系电话", "Phone", "Mobile", "Tel"}
	case Email:
		return []string{"邮箱", "电子邮箱", "邮箱地址", "邮件", "E-mail", "Email"}
	case Age:
		return []string{"年龄", "Age"}
	case Number:
		switch {
		case slices.Contains(s.Shape, UID):
			return []string{"UID", "抖音UID", "用户ID"}
		case slices.Contains(s.Shape, Merchant):
			return MerchantLabels()
		}
		return append(OrderLabels(), OtherOrderLabels()...)
	case Text:
		if slices.Contains(s.Shape, DouyinID) {
			return []string{"抖音号", "抖音ID", "抖音账号", "账号", "Douyin ID", "ID"}
		}
	}
	return nil
}

// labelLongest is the length in bytes of the longest label.
const labelLongest = 200

// Unlabelled removes a label from the beginning of an answer, because it is often copied along: one of the question's own, or one that
// pages have for such an answer. A colon or a space follows it, or the value itself where no value can begin with such a word. It returns ""
// if there is only the label. Words of free text stay, unless they are the question's own label and a colon.
func (s *Spec) Unlabelled(text string, own ...Label) string {
	begin := strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isHiddenEnd(r) })
	if begin == "" || begin[0] >= '0' && begin[0] <= '9' {
		return text // no label begins with a digit
	}
	known := make([]string, 0, 2*len(own))
	for _, l := range own {
		known = append(known, l.ZH, l.EN)
	}
	free := s.Type == Multiline || s.Type == Files
	known = append(known, s.pageLabels()...)
	if colon := strings.IndexAny(begin, ":："); colon >= 0 && colon < labelLongest && isLabel(begin[:colon], known) {
		return strings.TrimLeftFunc(begin[colon:], isBetween)
	}
	if free {
		return text // What happened is that …
	}
	longest := ""
	for _, label := range known {
		if rest, ok := s.cutLabel(begin, label); ok && len(label) > len(longest) {
			longest, text = label, rest
		}
	}
	return text
}

// cutLabel removes a label without a colon.
func (s *Spec) cutLabel(text, label string) (rest string, ok bool) {
	if label == "" || len(strings.TrimSpace(text)) <= len(label) || !strings.EqualFold(text[:len(label)], label) {
		return "", false
	}
	rest = strings.TrimLeftFunc(text[len(label):], isBetween)
	first, _ := utf8.DecodeRuneInString(rest)
	word := label[len(label)-1] < utf8.RuneSelf && !strings.Contains(label, " ")
	switch s.Type {
	case Money, Datetime, Number, Phone, Age:
		return rest, !word || !unicode.IsLetter(first)
	}
	return rest, !word && len(rest) < len(text)-len(label) // a single English word may begin a title or a name
}

// isLabel reports whether a text is one of some labels, with or without brackets behind it.
func isLabel(text string, labels []string) bool {
	text, _ = HiddenEnds(fold(text))
	bare := withoutBrackets(text)
	return slices.ContainsFunc(labels, func(label string) bool {
		return label != "" && (strings.EqualFold(fold(label), text) || bare != "" && strings.EqualFold(fold(label), bare))
	})
}

// isHiddenEnd reports whether a character is invisible and no part of the character beside it, as a joiner or a variation is. It is no
// control character, which must not go unseen.
func isHiddenEnd(r rune) bool {
	const tags = 0xe0000 // of flags
	return r > '~' && r < tags && r != joiner && unicode.Is(unicode.Cf, r)
}

// isBetween reports whether a character stands between a label and its value.
func isBetween(r rune) bool { return unicode.IsSpace(r) || r == ':' || r == '：' }

// HiddenEnds returns a text without the invisible characters around it, such as those that a copied number has. They say nothing there.
// Inside a text they are no mistake of copying, and are refused. removed are their code points.
func HiddenEnds(text string) (bare string, removed []rune) {
	if ascii(text) {
		return strings.TrimSpace(text), nil
	}
	drop := func(r rune) bool {
		if !isHiddenEnd(r) {
			return unicode.IsSpace(r)
		}
		if !slices.Contains(removed, r) {
			removed = append(removed, r)
		}
		return true
	}
	bare = strings.TrimLeftFunc(text, drop)
	return strings.TrimRightFunc(bare, drop), removed
}

// HiddenRemoved returns a remark on the invisible characters that Parse removes from the ends of an answer, or of its lines if it names
// files; nil if there are none.
func (s *Spec) HiddenRemoved(text string) *Problem {
	lines := []string{text}
	if s.Type == Files {
		lines = strings.Split(text, "\n")
	}
	var points []string
	for _, line := range lines {
		_, removed := HiddenEnds(line)
		for _, r := range removed {
			if point := codePoint(r); !slices.Contains(points, point) {
				points = append(points, point)
			}
		}
	}
	if points == nil {
		return nil
	}
	return newProblem(codeHiddenRemoved, text, args{"CodePoints": strings.Join(points, " ")})
}
