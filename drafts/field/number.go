package field

// Shape names a known form of an order number.
type Shape string
