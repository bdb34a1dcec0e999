package workday

import "time"

// Step is one day of a count.
type Step struct {
	Date    time.Time
	Number  int // of the working day; 0 if the day does not count
	Reason  Reason
	Holiday Holiday // of a DayOff; "" if it is not known
	// Provisional is set if the list that may change this day is not announced.
	Provisional bool
}

// Reason is why a day counts or does not.
type Reason string

// A Workday and a MakeUp day count; a Weekend and a DayOff do not.
const (
	Workday Reason = "workday"
	MakeUp  Reason = "make_up" // a weekend day on which people work
	Weekend Reason = "weekend"
	DayOff  Reason = "day_off" // a day of a public holiday, possibly at a weekend
)

// Holiday is a public holiday.
type Holiday string

// Public holidays.
const (
	NewYear        Holiday = "new_year"
	SpringFestival Holiday = "spring_festival"
	TombSweeping   Holiday = "tomb_sweeping"
	LabourDay      Holiday = "labour_day"
	DragonBoat     Holiday = "dragon_boat"
	MidAutumn      Holiday = "mid_autumn"
	NationalDay    Holiday = "national_day" // also if it includes Mid-Autumn
)

// Explain returns every day of a count, from the day after the date of from to the n-th working day.
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

// holidays are the periods in which the days off of each holiday can be. Those of the lunar calendar vary within a month.
var holidays = [...]struct {
	holiday  Holiday
	from, to int // month*100 + day
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

// holidayOf returns the holiday of a day off by its date, because the lists have no names.
func holidayOf(date time.Time) Holiday {
	_, month, day := date.Date()
	for _, h := range holidays {
		if n := int(month)*100 + day; h.from <= n && n <= h.to {
			return h.holiday
		}
	}
	return ""
}
