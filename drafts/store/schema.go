package store

import _ "embed"

// migrations[n] migrates a database from version n to the next, and sets user_version. Released migrations never
// change; testdata has their golden schemas.
var migrations = []string{schema1, schema2, schema3, schema4, schema5}

//go:embed schema1.sql
var schema1 string

//go:embed schema2.sql
var schema2 string

//go:embed schema3.sql
var schema3 string

//go:embed schema4.sql
var schema4 string

//go:embed schema5.sql
var schema5 string
