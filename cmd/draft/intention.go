package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// commandIntentions are words that people type for a command that has another name, and what to type instead. A word that only looks like a
// command is no guess: see field.Nearest.
func commandIntentions() map[string][]string {
	return map[string][]string{
		"refund":        {"退款", "退钱", "充值", "money", "return"},
		"duplicate":     {"重复", "重复扣款", "double", "twice"},
		"closure":       {"月付", "关闭", "注销", "close", "credit"},
		"renewal":       {"续费", "自动续费", "subscription", "unsubscribe", "cancel-subscription"},
		"list":          {"历史", "记录列表", "列表", "清单", "history", "letters", "drafts", "dir", "all"},
		"show":          {"看", "查看", "显示", "view", "open", "cat", "print", "copy", "复制", "display", "preview"},
		"edit":          {"改", "修改", "编辑", "change", "modify", "update", "rewrite"},
		"remove":        {"删", "删除", "取消", "delete", "del", "erase", "cancel", "discard", "trash"},
		"remove --undo": {"撤销", "恢复", "undo", "restore", "undelete", "recover"},
		"send":          {"发", "发送", "发邮件", "mail", "email", "submit", "smtp"},
		"log":           {"记", "记录", "提交", "已提交", "submitted", "note", "record", "reply", "answer"},
		"due":           {"进度", "进展", "期限", "状态", "status", "deadline", "progress", "todo", "overdue", "next"},
		"followup":      {"催", "催办", "remind", "reminder", "chase", "follow-up", "follow"},
		"supplement":    {"补充", "补充材料", "材料"},
		"escalate":      {"投诉", "12315", "complain", "complaint", "appeal"},
		"settle":        {"到账", "收到", "退款到账", "received", "paid", "done", "arrived", "refunded"},
		"guide":         {"教程", "指南", "怎么办", "howto", "how", "steps", "where"},
		"help":          {"帮助", "说明", "man", "usage", "?"},
		"version":       {"版本", "about"},
		"account add":   {"邮箱", "登录", "login", "signin", "setup", "configure", "config", "init"},
		"profile":       {"资料", "我的资料", "me", "user", "settings"},
		"template":      {"模板", "templates", "kinds"},
		"store backup":  {"备份", "backup"},
		"store export":  {"导出", "export", "dump"},
		"bill":          {"账单", "bills", "import"},
		"batch":         {"批量", "bulk", "table", "csv", "excel"},
		"report":        {"报告", "html", "page"},
		"doctor":        {"检查", "diagnose", "debug", "check", "test"},
	}
}

// flagIntentions are the same for flags, without their dashes. One of --set answers a question, which has no flag of its own.
func flagIntentions() map[string][]string {
	return map[string][]string{
		"--set amount=…":       {"amount", "sum", "money", "yuan", "金额"},
		"--set method=…":       {"method", "payment", "pay", "方式"},
		"--set reason=…":       {"reason", "why", "原因"},
		"--set recharged_at=…": {"time", "when", "recharged-at", "时间"},
		"--set order_no=…":     {"order", "order-no", "order-number", "number", "单号", "订单号"},
		"--set douyin_id=…":    {"id", "douyin", "douyin-id", "抖音号"},
		"--set name=…":         {"name", "姓名"},
		"--set phone=…":        {"phone", "mobile", "tel", "电话"},
		"--set email=…":        {"email", "mail", "邮箱"},
		"--output":             {"out", "file", "save", "save-as", "outfile", "o"},
		"--attach":             {"attachment", "attachments", "evidence", "picture", "photo", "image"},
		"--answers":            {"input", "from-file", "answer", "data"},
		"--copy":               {"clipboard", "clip", "复制"},
		"--to":                 {"recipient", "recipients", "address"},
		"--from":               {"sender"},
		"--format":             {"type", "as"},
		"--chars":              {"limit", "max", "length"},
		"--force":              {"overwrite", "replace"},
		"--yes":                {"y", "assume-yes", "confirm"},
		"--dry-run":            {"dry", "test", "try", "simulate", "n", "preview"},
		"--quiet":              {"silent", "s"},
		"--debug":              {"verbose", "trace", "d", "V"},
		"--lang":               {"language", "locale", "语言"},
		"--password-command":   {"password", "pass", "pw", "密码"},
		"--undo":               {"revert", "restore"},
	}
}

// intendedCommand returns the command that a word stands for; "" if there is none.
func intendedCommand(root *cobra.Command, word string) string {
	return intended(commandIntentions(), word, func(instead string) bool {
		found, rest, err := root.Find(strings.Fields(instead))
		return instead == "help" || err == nil && found != root && (len(rest) == 0 || strings.HasPrefix(rest[0], "-"))
	})
}

// intendedFlag returns the flag of a command that a flag without its dashes stands for; "" if the command has none.
func intendedFlag(cmd *cobra.Command, word string) string {
	return intended(flagIntentions(), word, func(instead string) bool {
		name, _, _ := strings.Cut(strings.TrimPrefix(instead, "--"), " ")
		return cmd.Flag(name) != nil
	})
}

// intended returns what a table has for a word and is there.
func intended(table map[string][]string, word string, there func(instead string) bool) string {
	for instead, words := range table {
		for _, w := range words {
			if strings.EqualFold(w, word) && there(instead) {
				return instead
			}
		}
	}
	return ""
}
