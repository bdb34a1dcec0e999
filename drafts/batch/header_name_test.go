package batch_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"draft/drafts/answers"
	"draft/drafts/batch"
)

// rest are the columns that a header needs beside the one under test.
const rest = ",抖音号,充值时间,充值方式,充值金额,退款原因"

// readNames reads a header with one more cell than it needs and returns what that cell means, or its fault.
func readNames(t *testing.T, cell string) string {
	t.Helper()
	without := rest
	for _, name := range []string{"抖音号", "充值时间", "充值方式", "充值金额", "退款原因"} {
		var faults answers.Faults
		text := `"` + strings.ReplaceAll(cell, `"`, `""`) + `"` + strings.Replace(rest, ","+name, "", 1) + "\n"
		if _, err := (batch.Header{Template: load(t, "refund"), Roles: roles}).ReadTable(table(t, text), batch.ColumnOptions{}); err == nil {
			without = strings.Replace(rest, ","+name, "", 1)
		} else if !errors.As(err, &faults) {
			t.Fatal(err)
		}
	}
	header := table(t, `"`+strings.ReplaceAll(cell, `"`, `""`)+`"`+without+"\n")
	read, err := (batch.Header{Template: load(t, "refund"), Roles: roles}).ReadTable(header, batch.ColumnOptions{})
	var faults answers.Faults
	if errors.As(err, &faults) {
		return fmt.Sprint(faults[0].Problem.Code, " ", faults[0].Problem.Args["Note"])
	}
	if q := read.Columns.Question(header.Header()[0].Name); q != "" {
		return q
	}
	return fmt.Sprint(read.Columns)
}

// The form of a header does not matter: case, width, signs, blanks, line ends, and what stands in brackets, unless it changes the meaning.
func TestHeaderNames(t *testing.T) {
	for cell, want := range map[string]string{
		"METHOD": "method", "Recharged At": "recharged_at", "recharged-at": "recharged_at", "ｍｅｔｈｏｄ": "method", "Payment Method": "method",
		"*抖音号（必填）": "douyin_id", "抖音号*": "douyin_id", "＊抖音号": "douyin_id", "【必填】抖音号": "douyin_id", "抖音号 必填": "douyin_id", "抖音号：": "douyin_id",
		"抖音号\n（账号）": "douyin_id", "抖 音 号": "douyin_id", "抖音号(不是昵称)": "douyin_id", "「抖音号」": "batch.unknown_column <nil>", "\ufeff抖音号": "douyin_id",
		"充值金额(元)": "amount", "充值金额（单位：元）": "amount", "充值金额[RMB]": "amount", "充值金额（必填，元）": "amount", "充值金额 (¥)": "amount",
		"充值金额(抖币)": "batch.column_note 抖币", "充值金额（万元）": "batch.column_note 万元", "充值金额（预计）": "batch.column_note 预计",
		"充值时间（yyyy-mm-dd hh:mm）": "recharged_at", "充值时间（北京时间）": "recharged_at", "充值时间(精确到分)": "recharged_at",
		"充值时间(UTC)": "batch.column_note UTC", "充值时间（美国时间）": "batch.column_note 美国时间",
		"订单号（商户单号）": "batch.column_note 商户单号", "抖音号（抖音UID）": "batch.column_note 抖音UID", "订单号（选填）": "order_no",
		"备注栏": "batch.unknown_column <nil>", "-----": "batch.unknown_column <nil>", "（必填）": "batch.unknown_column <nil>",
	} {
		if got := readNames(t, cell); got != want {
			t.Errorf("%q means %q, want %q", cell, got, want)
		}
	}
}

// A flag names a column as its header says it, or as a message shows it: in one line, and cut.
func TestNamesInFlags(t *testing.T) {
	long := strings.Repeat("很长的表头", 20)
	text := "\"店铺\n（名称）\",-----,\"" + long + "\",ＡＢ" + rest + "\n"
	for _, ignore := range [][]string{
		{"店铺\n（名称）", "-----", long, "AB"}, {"店铺（名称）", "-----,ab", long[:len("很")*40] + "…"}, {"店铺 (名称)，ＡＢ、-----", long},
	} {
		if _, err := (batch.Header{Template: load(t, "refund"), Roles: roles}).ReadTable(table(t, text), batch.ColumnOptions{Ignore: ignore}); err != nil {
			t.Errorf("%q: %v", ignore, err)
		}
	}
	known := batch.Header{Template: load(t, "refund"), Roles: roles}.Known(batch.ColumnOptions{Ignore: []string{"店铺,部门"}, Mapped: []string{"实付=amount"}})
	for cell, want := range map[string]bool{
		"METHOD": true, "店铺": true, "部门": true, "实付": true, "收件人": true, "充值金额(抖币)": true, "2026年退款": false, "": false, "合计": false,
	} {
		if known(cell) != want {
			t.Errorf("%q is known: %v", cell, !want)
		}
	}
}
