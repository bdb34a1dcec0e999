package cases

// Kinds of the built-in letters about a case.
const (
	KindSupplement = "supplement"
	KindFollowup   = "followup"
	KindEscalation = "escalation"
	KindShortfall  = "shortfall"
)
