package store

import _ "embed"

// migrations bring a database from the version of their index to the next. One that was released is never changed; its
// golden schema is in testdata. Each sets user_version.
var migrations = []string{schema1, schema2, schema3, schema4}

//go:embed schema1.sql
var schema1 string

//go:embed schema2.sql
var schema2 string

//go:embed schema3.sql
var schema3 string

//go:embed schema4.sql
var schema4 string
