package casefile

import (
	"context"
	"reflect"
	"testing"

	"draft/drafts/cases"
	"draft/drafts/workday"
)

// The cases in which it is the user's turn come first, then those that wait; a case that is over does not come.
func TestMatters(t *testing.T) {
	s := newShelf(t)
	put := s.numbered()
	submitted := cases.Entry{State: cases.Submitted}
	waiting := put(2, submitted)
	refused := put(3, submitted, cases.Entry{State: cases.Refused})
	prepared := put(1)
	newer := put(0)
	answered := put(3, submitted, cases.Entry{State: cases.Answered})
	asked := put(3, submitted, cases.Entry{State: cases.Asked})
	late := put(30, submitted)
	reminded := put(40, submitted)
	soon := put(1, cases.Entry{State: cases.Submitted, Promise: &cases.Promise{On: "2026-11-23"}})
	partly := put(29, submitted, cases.Entry{Paid: &cases.Payment{Fen: 2000}})
	put(2, submitted, cases.Entry{State: cases.Withdrawn})
	s.now = today
	s.put("rrrrrrrr", cases.KindFollowup, reminded, reminder(1)) // written, and not handed in

	matters, count, err := s.Matters(context.Background(), workday.Announced(), 0)
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		id, subject string
		step        cases.Step
		days        int
		passed      int
		wait        int
	}
	var got []line
	for _, m := range matters {
		got = append(got, line{m.Letter.ID, m.Subject.ID, m.Step, m.Days, m.Passed, m.Wait})
	}
	want := []line{
		{reminded, "rrrrrrrr", cases.StepSubmit, -15, 15, 15},
		{late, late, cases.StepRemind, -7, 15, 15},
		{partly, partly, StepShortfall, -6, 15, 15},
		{asked, asked, cases.StepSupply, 0, 0, 0},
		{answered, answered, cases.StepAnswer, 0, 0, 0},
		{newer, newer, cases.StepSubmit, 0, 0, 0},
		{prepared, prepared, cases.StepSubmit, 0, 0, 0},
		{soon, soon, cases.StepWait, 1, 1, 2},
		{waiting, waiting, cases.StepWait, 13, 2, 15},
		{refused, refused, cases.StepEscalate, 0, 0, 0},
	}
	if !reflect.DeepEqual(got, want) || count != len(want) {
		t.Errorf("%d:\n%v\nwant\n%v", count, got, want)
	}
	if few, all, err := s.Matters(context.Background(), workday.Announced(), 4); err != nil || len(few) != 4 || all != count || few[3].Letter.ID != asked {
		t.Errorf("%d of %d, %v", len(few), all, err)
	}

	// The reminder that was handed in is not the next step any more, and neither is one that is older than the state.
	s.add("rrrrrrrr", s.open("rrrrrrrr").Complete(cases.Entry{At: today.UTC(), Via: cases.App}))
	if _, ok := s.open(reminded).Unsubmitted(); ok {
		t.Error("it was handed in")
	}
	s.put("ssssssss", cases.KindSupplement, asked, map[string]string{"asked": "请提供UID", "first_at": "2026-11-17", "first_via": "app", "matter": "x"})
	if l, ok := s.open(asked).Unsubmitted(); !ok || l.ID != "ssssssss" {
		t.Errorf("%v, %v", l.ID, ok)
	}
	s.now = today.AddDate(0, 0, 1)
	s.add(asked, cases.Entry{State: cases.Asked, Asked: "再提供截图"})
	if l, ok := s.open(asked).Unsubmitted(); ok {
		t.Errorf("%v", l.ID)
	}
}

func TestClaimed(t *testing.T) {
	s := newShelf(t)
	s.put("aaaaaaaa", "refund", "", refund)
	l := s.open("aaaaaaaa").Letter
	if got := s.Claimed(l); got != 5000 {
		t.Error(got)
	}
	l.Content = []byte("null")
	if got := s.Claimed(l); got != 0 {
		t.Error(got)
	}
}
