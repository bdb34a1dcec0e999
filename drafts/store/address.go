package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
)

// IsServer reports whether a place is the address of a PostgreSQL database, not a folder.
func IsServer(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

func serverConfig(_ context.Context, address string, _ func(context.Context) (string, error)) (*pgx.ConnConfig, error) {
	c, err := pgx.ParseConfig(address)
	if err == nil {
		c.RuntimeParams["search_path"] = "draft, pg_catalog"
		c.RuntimeParams["application_name"] = "draft"
	}
	return c, err
}
