package workday

import "time"

// Step is one day of a count.
type Step struct {
	Date    time.Time
	Number  int // of the working day; 0 where the day does not count
	Reason  Reason
	Holiday Holiday // of a DayOff; "" where its date does not tell
	// Provisional says that the list that could change this very day is not announced.
	Provisional bool
}

// Reason says why a day counts or does not.
type Reason string

// Workday and MakeUp count, Weekend and DayOff do not.
const (
	Workday Reason = "workday"
	MakeUp  Reason = "make_up" // a day of a weekend that is worked in exchange
	Weekend Reason = "weekend"
	DayOff  Reason = "day_off" // a day of a public holiday, be it on a weekend
)

// Holiday names a public holiday.
type Holiday string

// The public holidays.
const (
	NewYear        Holiday = "new_year"
	SpringFestival Holiday = "spring_festival"
	TombSweeping   Holiday = "tomb_sweeping"
	LabourDay      Holiday = "labour_day"
	DragonBoat     Holiday = "dragon_boat"
	MidAutumn      Holiday = "mid_autumn"
	NationalDay    Holiday = "national_day" // also where Mid-Autumn falls into it
)

// Explain gives every day of a count, from the one after the date of from to the n-th working day.
func (c *Calendar) Explain(from time.Time, n int) []Step {
	var steps []Step
	w := c.walk(Number(from))
	for number := 0; number < n; {
		listed := len(w.rest)
		works := w.next()
		step := Step{Date: Date(w.day), Provisional: c.provisional(w.day-1, w.day)}
		step.Reason, step.Holiday = reason(step.Date, works, len(w.rest) < listed)
		if works {
			number++
			step.Number = number
		}
		steps = append(steps, step)
	}
	return steps
}

func reason(date time.Time, works, listed bool) (Reason, Holiday) {
	switch {
	case works && listed:
		return MakeUp, ""
	case works:
		return Workday, ""
	case listed:
		return DayOff, holidayOf(date)
	}
	return Weekend, ""
}

// holidays are the spans of the calendar that the days off of each can fall into. Those of the lunar calendar move about
// within a month.
var holidays = [...]struct {
	holiday  Holiday
	from, to int // month and day, as 1001
}{
	{NewYear, 101, 105},
	{SpringFestival, 117, 303},
	{TombSweeping, 401, 410},
	{LabourDay, 426, 510},
	{DragonBoat, 525, 630},
	{MidAutumn, 905, 930},
	{NationalDay, 1001, 1010},
	{NewYear, 1225, 1231},
}

// holidayOf tells a holiday by the date of one of its days: the lists do not name any.
func holidayOf(date time.Time) Holiday {
	_, month, day := date.Date()
	for _, h := range holidays {
		if n := int(month)*100 + day; h.from <= n && n <= h.to {
			return h.holiday
		}
	}
	return ""
}
