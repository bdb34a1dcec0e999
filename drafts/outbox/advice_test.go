package outbox_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// advised returns a refusal with words about the other letters.
func advised(at outbox.Stage, code int, advice outbox.Advice) *outbox.Failure {
	f := failure(at, code)
	f.Advice = advice
	return f
}

// times returns a fault of one letter that comes a number of times.
func times(n int, letter string, f *outbox.Failure) func(string, outbox.Stage) *outbox.Failure {
	return func(id string, at outbox.Stage) *outbox.Failure {
		if id != letter || at != f.Stage || n == 0 {
			return nil
		}
		n--
		return f
	}
}

// The run ends if the words of a server concern all letters, whatever the code is. The code alone decides the status.
func TestWordsThatStop(t *testing.T) {
	for _, at := range []outbox.Stage{outbox.StageMail, outbox.StageDot} {
		for code, status := range map[int]drafts.Status{451: drafts.StatusFailedTemp, 554: drafts.StatusFailedPerm} {
			s := newSimulation(t)
			s.failures = times(1, "l3", advised(at, code, outbox.Advice{Effect: outbox.EffectStop}))
			counts, err := s.send(t.Context(), outbox.Outbox{}, many(100))
			var halted *outbox.HaltedError
			if !errors.As(err, &halted) || counts[drafts.StatusSent] != 3 || counts[status] != 1 {
				t.Errorf("%d at %s: %v, %v", code, at, counts, err)
			}
		}
	}
}

// A pause that the server wants is waited for without a connection, and the letters after it go.
func TestWordsThatPause(t *testing.T) {
	for _, connections := range []int{1, 4} {
		for _, at := range []outbox.Stage{outbox.StageMail, outbox.StageDot} {
			s := newSimulation(t)
			s.wire = time.Millisecond
			s.failures = times(1, "l3", advised(at, 550, outbox.Advice{Effect: outbox.EffectPause, Wait: 15 * time.Minute}))
			var waits []time.Duration
			box := outbox.Outbox{Connections: connections, Pause: func(_ context.Context, wait time.Duration) error {
				if connections == 1 && s.open > 0 {
					t.Error("a connection is open meanwhile")
				}
				waits = append(waits, wait)
				return nil
			}}
			counts, err := s.send(t.Context(), box, many(100))
			if err != nil || counts[drafts.StatusSent] != 99 || counts[drafts.StatusFailedPerm] != 1 || len(waits) != 1 || waits[0] != 15*time.Minute {
				t.Errorf("%d connections, at %s: %v, %v, waited %v", connections, at, counts, err, waits)
			}
		}
	}
}

// Nobody waits after the last letter, and a pause after which the server says the same again ends the run.
func TestPausesThatAreOfNoUse(t *testing.T) {
	waited := 0
	box := outbox.Outbox{Pause: func(context.Context, time.Duration) error { waited++; return nil }}
	s := newSimulation(t)
	s.failures = times(1, "l4", advised(outbox.StageDot, 451, outbox.Advice{Effect: outbox.EffectPause, Wait: time.Hour}))
	if counts, err := s.send(t.Context(), box, many(5)); err != nil || counts[drafts.StatusSent] != 4 || waited != 0 {
		t.Errorf("%v, %v, waited %d times", counts, err, waited)
	}
	s = newSimulation(t)
	s.failures = func(_ string, at outbox.Stage) *outbox.Failure {
		return advised(at, 451, outbox.Advice{Effect: outbox.EffectPause, Wait: time.Hour})
	}
	counts, err := s.send(t.Context(), box, many(50))
	var halted *outbox.HaltedError
	if !errors.As(err, &halted) || counts[drafts.StatusFailedTemp] != 2 || waited != 1 {
		t.Errorf("%v, %v, waited %d times", counts, err, waited)
	}
}

// A server may want another pause, if it has taken a letter since the last one.
func TestAnotherPause(t *testing.T) {
	for _, at := range []string{"l2", "l3", "l8"} {
		s := newSimulation(t)
		wants := map[string]bool{"l0": true, at: true}
		s.failures = func(id string, stage outbox.Stage) *outbox.Failure {
			if stage != outbox.StageDot || !wants[id] {
				return nil
			}
			return advised(stage, 451, outbox.Advice{Effect: outbox.EffectPause, Wait: time.Minute})
		}
		waited := 0
		box := outbox.Outbox{Pause: func(context.Context, time.Duration) error { waited++; return nil }}
		counts, err := s.send(t.Context(), box, many(10))
		if err != nil || counts[drafts.StatusSent] != 8 || waited != 2 {
			t.Errorf("%s: %v, %v, waited %d times", at, counts, err, waited)
		}
	}
}

// A run that is cancelled in a pause leaves its letters queued.
func TestLeavingInAPause(t *testing.T) {
	s := newSimulation(t)
	s.failures = times(1, "l1", advised(outbox.StageDot, 451, outbox.Advice{Effect: outbox.EffectPause, Wait: time.Hour}))
	ctx, cancel := context.WithCancel(t.Context())
	s.wire = time.Millisecond
	box := outbox.Outbox{Connections: 3, Pause: func(ctx context.Context, wait time.Duration) error {
		time.AfterFunc(5*time.Millisecond, cancel)
		return outbox.Sleep(ctx, wait)
	}}
	counts, err := s.send(ctx, box, many(500))
	if !errors.Is(err, context.Canceled) || counts[drafts.StatusFailedTemp] != 1 || counts[drafts.StatusFailedPerm] != 0 || counts[drafts.StatusQueued] == 0 {
		t.Errorf("%v, %v", counts, err)
	}
}

// A server that takes some letters in a connection gets the next one in a new connection, and not one more in each.
func TestConnectionsThatAreFull(t *testing.T) {
	for _, connections := range []int{1, 3} {
		s := newSimulation(t)
		s.perConnection = 7
		s.full = advised(outbox.StageMail, 450, outbox.Advice{Effect: outbox.EffectReconnect})
		counts, err := s.send(t.Context(), outbox.Outbox{Connections: connections}, many(100))
		if err != nil || counts[drafts.StatusSent] != 100 || s.opened > 100/7+1+connections {
			t.Errorf("%d connections: %v, %v, %d opened", connections, counts, err, s.opened)
		}
		if s.quits < s.opened-connections { // once the limit is known, no envelope goes along with the last dot
			t.Errorf("%d connections: %d of %d were ended with a goodbye", connections, s.quits, s.opened)
		}
	}
	// At the dot the refused letter stays what the code says.
	s := newSimulation(t)
	s.failures = times(1, "l5", advised(outbox.StageDot, 451, outbox.Advice{Effect: outbox.EffectReconnect}))
	counts, err := s.send(t.Context(), outbox.Outbox{}, many(20))
	if err != nil || counts[drafts.StatusSent] != 19 || counts[drafts.StatusFailedTemp] != 1 || s.opened != 4 {
		t.Errorf("%v, %v, %d opened", counts, err, s.opened)
	}
	// If even the first letter of a connection is one too many, no connection helps.
	s = newSimulation(t)
	s.failures = func(_ string, at outbox.Stage) *outbox.Failure {
		return advised(at, 450, outbox.Advice{Effect: outbox.EffectReconnect})
	}
	counts, err = s.send(t.Context(), outbox.Outbox{}, many(20))
	var halted *outbox.HaltedError
	if !errors.As(err, &halted) || counts[drafts.StatusFailedTemp] != 1 {
		t.Errorf("%v, %v", counts, err)
	}
}

// A sender that the words reject ends the run after three letters in a row, also with a code for now and at the dot. Words
// about the letter do not, also with a code for good at MAIL.
func TestWordsAboutTheSender(t *testing.T) {
	for _, at := range []outbox.Stage{outbox.StageMail, outbox.StageDot} {
		s := newSimulation(t)
		s.failures = func(_ string, stage outbox.Stage) *outbox.Failure {
			if stage != at {
				return nil
			}
			return advised(at, 440, outbox.Advice{Effect: outbox.EffectSender, Duration: outbox.Lasting})
		}
		counts, err := s.send(t.Context(), outbox.Outbox{}, many(20))
		var rejected *outbox.SenderRejectedError
		if !errors.As(err, &rejected) || counts[drafts.StatusFailedTemp] != 3 {
			t.Errorf("at %s: %v, %v", at, counts, err)
		}
	}
	s := newSimulation(t)
	s.failures = func(_ string, at outbox.Stage) *outbox.Failure {
		return advised(at, 550, outbox.Advice{Effect: outbox.EffectNone})
	}
	if counts, err := s.send(t.Context(), outbox.Outbox{}, many(20)); err != nil || counts[drafts.StatusFailedPerm] != 20 {
		t.Errorf("%v, %v", counts, err)
	}
}

// What lasts is what the words say, else what the code says.
func TestLasts(t *testing.T) {
	for _, c := range []struct {
		failure *outbox.Failure
		want    bool
	}{
		{failure(outbox.StageDot, 550), true},
		{failure(outbox.StageDot, 451), false},
		{failure(outbox.StageMail, 0), false},
		{&outbox.Failure{Final: true}, true},
		{advised(outbox.StageDot, 550, outbox.Advice{Duration: outbox.Passing}), false},
		{advised(outbox.StageMail, 440, outbox.Advice{Duration: outbox.Lasting}), true},
	} {
		if c.failure.Lasts() != c.want {
			t.Errorf("%v", c.failure)
		}
	}
}
