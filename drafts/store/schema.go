package store

import _ "embed"

// migration is one step of the schema. Both parts are made in one transaction.
type migration struct {
	script string           // sets user_version, too
	then   func(*job) error // what SQL cannot do, or nil
}

// migrations[n] migrates a database from version n to the next. Released migrations never change; testdata has their
// golden schemas.
var migrations = []migration{
	{script: schema1},
	{script: schema2},
	{script: schema3},
	{script: schema4},
	{script: schema5},
	{schema6, splitKeys},
	{script: schema7},
	{script: schema8},
}

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

//go:embed schema6.sql
var schema6 string

//go:embed schema7.sql
var schema7 string

//go:embed schema8.sql
var schema8 string
