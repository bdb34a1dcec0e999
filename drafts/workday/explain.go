package workday

import "time"

// Step is one day of a count.
type Step struct {
	Date    time.Time
	Number  int // of the working day; 0 if it is not a working day
	Reason  Reason
	Holiday Holiday // of a DayOff; "" if it cannot be inferred from the date
	// Provisional reports whether a list that is not announced may include this day.
	Provisional bool
}

// Reason is the reason why a day is or is not a working day.
type Reason string

// Workday and MakeUp are working days, Weekend and DayOff are not.
const (
	Workday Reason = "workday"
	MakeUp  Reason = "make_up" // a weekend day worked in exchange for a holiday
	Weekend Reason = "weekend"
	DayOff  Reason = "day_off" // a day of a public holiday, possibly on a weekend
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
	NationalDay    Holiday = "national_day" // also if Mid-Autumn is within it
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

// holidays are the ranges of dates in which the days off of each holiday can be. Holidays of the lunar calendar vary by a month.
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

// holidayOf infers the holiday from the date of a day off, because the lists do not have names.
func holidayOf(date time.Time) Holiday {
	_, month, day := date.Date()
	for _, h := range holidays {
		if n := int(month)*100 + day; h.from <= n && n <= h.to {
			return h.holiday
		}
	}
	return ""
}
