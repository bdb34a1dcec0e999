package smtp

import (
	"slices"
	"strings"

	"draft/drafts/outbox"
)

// rule maps a reply to its cause. An empty field matches everything.
type rule struct {
	stages []outbox.Stage
	codes  []int
	words  []string // the text contains one of them, in small letters
	cause  Cause
}

func (r rule) matches(stage outbox.Stage, code int, text string) bool {
	if len(r.stages) > 0 && !slices.Contains(r.stages, stage) {
		return false
	}
	if len(r.codes) > 0 && !slices.Contains(r.codes, code) && !slices.Contains(r.codes, code/100) {
		return false
	}
	if len(r.words) == 0 {
		return true
	}
	return slices.ContainsFunc(r.words, func(w string) bool { return strings.Contains(text, w) })
}

var (
	atAuth     = []outbox.Stage{outbox.StageAuth}
	beforeMail = []outbox.Stage{outbox.StageAuth, outbox.StageMail}
	atRcpt     = []outbox.Stage{outbox.StageRecipient}
	onEnvelope = []outbox.Stage{outbox.StageMail, outbox.StageRecipient, outbox.StageData, outbox.StageDot}
)

// rules are tried in order. A code is a whole code, or the first digit of codes.
var rules = []rule{
	{nil, []int{5}, []string{
		"must issue a starttls", "starttls first", "starttls command first", "encryption required",
	}, CauseNeedsTLS},
	{nil, []int{538}, nil, CauseNeedsTLS},
	{onEnvelope, []int{5}, []string{
		"message size", "size exceeds", "size limit", "message too large", "message too big", "too large", "exceeds size",
		"邮件大小", "邮件过大",
	}, CauseSize},
	{nil, []int{4, 5}, []string{
		"too many", "frequency", "rate limit", "ratelimit", "limit exceeded", "exceeded the limit", "too fast", "too often",
		"hl:rep", "hl:ite", "频率", "频繁", "发送量", "次数过多", "超过限制",
	}, CauseRate},

	{atAuth, []int{5}, []string{
		"authorization code", "authorized code", "authcode", "auth code", "授权码", "客户端专用密码",
	}, CauseAuthCode},
	{atAuth, []int{5}, []string{
		"application-specific password", "app password", "app-specific", "应用专用密码",
	}, CauseAppPassword},
	{atAuth, []int{5}, []string{"basic authentication is disabled", "5.7.139", "oauth"}, CauseOAuth2},
	{beforeMail, []int{5}, []string{
		"service is not open", "smtp service is closed", "not enabled", "is disabled", "no permission", "未开启", "未启用", "未开通",
	}, CauseServiceOff},
	{nil, []int{5}, []string{
		"authentication is required", "authentication required", "must authenticate", "auth first", "需要登录",
		"请先登录",
	}, CauseLoginNeeded},
	{nil, []int{530}, nil, CauseLoginNeeded},
	{atAuth, []int{504, 534}, nil, CauseMechanism},
	{atAuth, []int{4}, nil, CauseLater},
	{atAuth, []int{5}, nil, CauseLogin},

	{onEnvelope, []int{5}, []string{
		"must equal authorized user", "must be same as authorization user", "sender address rejected: not owned",
		"not allowed to send as", "send as", "from address", "发件人", "登录用户不一致",
	}, CauseFrom},
	{onEnvelope, []int{4, 5}, []string{
		"mailbox full", "mailbox is full", "over quota", "quota exceeded", "insufficient storage", "邮箱已满",
		"空间不足", "容量已满",
	}, CauseFull},
	{onEnvelope, []int{5}, []string{
		"dt:spm", "spam", "unsolicited", "bulk", "content rejected", "垃圾邮件", "内容不合规", "违规",
	}, CauseSpam},
	{onEnvelope, []int{5}, []string{"relay"}, CauseRelay},
	{atRcpt, []int{5}, []string{
		"5.1.1", "5.1.0", "user unknown", "unknown user", "no such user", "user not found", "mailbox not found", "does not exist",
		"mailbox unavailable", "invalid recipient", "recipient not exist", "不存在", "无此用户", "查无此",
	}, CauseMailbox},
	{onEnvelope, []int{550}, []string{
		"mailbox not found", "no such user", "user unknown", "5.1.1", "收件人不存在",
	}, CauseMailbox},
	{atRcpt, []int{550}, nil, CauseMailbox},
	{onEnvelope, []int{552, 523}, nil, CauseSize},
	{[]outbox.Stage{outbox.StageMail}, []int{553}, nil, CauseFrom},
	{nil, []int{4}, nil, CauseLater},
}
