package templates

import _ "embed"

// Schema is the JSON Schema (2020-12) of the front matter, for editors and for programs that write template files. Parse rejects what
// the schema rejects, and checks more. Only numbers, true and false in quotes are valid for Parse but not for the schema.
//
//go:embed schema.json
var Schema string
