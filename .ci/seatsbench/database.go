package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"

	"draft/drafts/store"
)

const role = "desk" // owns the databases, and sends

// database makes an empty database, and returns its address.
func (b *bench) database() (string, error) {
	b.places++
	name := fmt.Sprint("bench", b.places)
	create := fmt.Sprintf("DO $$ BEGIN CREATE ROLE %s LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$", role)
	if _, err := b.sql("postgres", create); err != nil {
		return "", err
	}
	if _, err := b.sql("postgres", fmt.Sprintf("CREATE DATABASE %s OWNER %s", name, role)); err != nil {
		return "", err
	}
	if _, err := b.sql(name, "CREATE EXTENSION pg_stat_statements"); err != nil {
		return "", err
	}
	url, err := b.url(role, name)
	if err != nil {
		return "", err
	}
	_, err = store.Init(context.Background(), url, store.InitOptions{})
	return url, err
}

func (b *bench) url(user, name string) (string, error) {
	out, err := exec.Command(b.postgres, "url", b.cluster, user, name).Output() //nolint:gosec // as it was named
	return strings.TrimSpace(string(out)), err
}

// sql runs statements in a database as the superuser, and returns rows of columns.
func (b *bench) sql(database, statements string) ([][]string, error) {
	url, err := b.url("postgres", database)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("psql", "-q", "-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", statements, url) //nolint:gosec // of this program
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", statements, err, out)
	}
	var rows [][]string
	for line := range strings.Lines(string(out)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows, nil
}

// nameOf is the name of the database at an address.
func nameOf(url string) string {
	name, _, _ := strings.Cut(url[strings.LastIndex(url, "@/")+2:], "?")
	return name
}
