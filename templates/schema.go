package templates

import _ "embed"

// Schema is the JSON Schema (2020-12) of the front matter, for programs that write template files and editors that know
// one. Whatever it refuses, Parse refuses; Parse also knows what no schema can say.
//
// It wants numbers and true and false without quotes; Parse reads them with quotes too.
//
//go:embed schema.json
var Schema string
