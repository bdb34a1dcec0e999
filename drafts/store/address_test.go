package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// canary is a password that must not be seen anywhere.
const canary = "canary9"

// noServerSettings removes what the machine of the test says about servers, and returns the home folder of the test.
func noServerSettings(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("APPDATA", home)
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "PG") {
			t.Setenv(name, "")
		}
	}
	return home
}

func TestIsServer(t *testing.T) {
	for place, want := range map[string]bool{
		"postgres://h/db": true, "postgresql://": true, "Postgres://u@h": true, "mysql://h": true,
		"": false, "letters": false, "/tmp/x": false, `C:\letters`: false, "C://letters": false, "./postgres://h": false, "postgres:/h": false,
	} {
		if IsServer(place) != want {
			t.Errorf("%q: %v", place, !want)
		}
	}
}

// What is shown of an address says where the store is, and no option that only says how to get there.
func TestSafePlace(t *testing.T) {
	for place, want := range map[string]string{
		"letters/a:b@c": "letters/a:b@c",
		"postgres://":   "postgres://",
		"postgresql://anna@db.example/letters?sslmode=verify-full":                    "postgres://anna@db.example/letters",
		"postgres://anna@a:5433,[::1]:5434/letters":                                   "postgres://anna@a:5433,[::1]:5434/letters",
		"postgres://postgres@/postgres?host=/tmp/x&port=5433&connect_timeout=3":       "postgres://postgres@/postgres?host=/tmp/x&port=5433",
		"postgres://a%40b@%2Ftmp%2Fx/letters":                                         "postgres://a%40b@%2Ftmp%2Fx/letters",
		"postgres:///?connect_timeout=3&service=desk":                                 "postgres:///?service=desk",
		"postgres://anna:" + canary + "@db.example/letters":                           hiddenAddress,
		"postgres://anna:" + canary + "/1@db.example/letters":                         hiddenAddress,
		"postgres://anna:" + canary:                                                   hiddenAddress,
		"postgres://anna@db.example/letters?password=" + canary:                       hiddenAddress,
		"postgres://anna@db.example/letters?" + "pass%77ord=" + canary:                hiddenAddress,
		"mysql://anna:" + canary + "@db.example/letters":                              hiddenAddress,
		"postgres://anna@db.example/letters?sslrootcert=ca.crt&sslpassword=" + canary: hiddenAddress,
	} {
		if got := SafePlace(place); got != want {
			t.Errorf("%q: %q, want %q", place, got, want)
		}
	}
}

// What an address may not say is refused with a code, and none of it holds the password.
func TestAddressRefuses(t *testing.T) {
	noServerSettings(t)
	for place, want := range map[string]string{
		"mysql://h/db":                                        "mysql://…: scheme",
		"postgres://anna:" + canary + "@h/db":                 "postgres://…: password",
		"postgres://anna:@h/db":                               "postgres://…: password",
		"postgres://h/db?password=" + canary:                  "postgres://…: password",
		"postgres://h/db?sslpassword=" + canary:               "postgres://…: password",
		"postgres://anna:a/" + canary + "@h/db":               "postgres://…: syntax",
		"postgres://anna:1?" + canary + "=1@h/db":             "postgres://…: syntax",
		"postgres://anna:1#" + canary + "@h/db":               "postgres://…: syntax",
		"postgres://anna:" + canary:                           "postgres://…: syntax",
		"postgres://anna:a b" + canary + "@h/db":              "postgres://…: syntax",
		"postgres://h/a/b":                                    "postgres://…: syntax",
		"postgres://h:0/db":                                   "postgres://…: syntax",
		"postgres://h:/db":                                    "postgres://…: syntax",
		"postgres://[::1/db":                                  "postgres://…: syntax",
		"postgres://[::1]x/db":                                "postgres://…: syntax",
		"postgres://h%00/db":                                  "postgres://…: syntax",
		"postgres://h%zz/db":                                  "postgres://…: syntax",
		"postgres://h%2Ci/db":                                 "postgres://…: syntax",
		"postgres://h/db\x1b[2J":                              "postgres://…: syntax",
		"postgres://h/db?=x":                                  "postgres://…: syntax",
		"postgres://h/db?options=-c%20a%3D" + canary:          `postgres://h/db: option: "options"`,
		"postgres://h/db?passfile=/x":                         `postgres://h/db: option: "passfile"`,
		"postgres://h/db?sslmode=disable&sslmode=verify-full": `postgres://h/db: twice: "sslmode"`,
		"postgres://h/db?host=i":                              `postgres://h/db: twice: "host"`,
		"postgres://h:1/db?port=2":                            `postgres://h:1/db: twice: "port"`,
		"postgres://h/db?sslmode=":                            `postgres://h/db: value: "sslmode"`,
		"postgres://h/db?sslmode":                             `postgres://h/db: value: "sslmode"`,
		"postgres://h/db?port=x":                              `postgres://h/db: value: "port": "x"`,
		"postgres://127.0.0.1/db?sslmode=full":                "postgres://127.0.0.1/db: settings: sslmode is invalid",
		"postgres://h/db?connect_timeout=soon":                "postgres://h/db: settings: ",
		"postgres://h/db?sslrootcert=/no/such/file":           "postgres://h/db: settings: unable to read CA file",
		"postgres:///db?service=none":                         "postgres:///db?service=none: settings: ",
		"postgres://a,b/db?port=1,2,3":                        "postgres://a,b/db?port=1,2,3: settings: could not match 3 port numbers to 2 hosts",
	} {
		_, err := serverConfig(t.Context(), place, nil)
		var refused *AddressError
		if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", place, err, want)
		} else if strings.Contains(fmt.Sprintf("%v %+v %#v", err, *refused, *refused), canary) {
			t.Errorf("%q: the error has the password: %+v", place, *refused)
		}
	}
}

// A host on another machine is reached with a certificate that is checked, or not at all, whoever asks for less.
func TestServersAreVerified(t *testing.T) {
	const refused = "refused"
	for _, c := range []struct {
		place string
		env   []string // NAME=VALUE
		want  string   // "refused", or HOST tls|open, …
	}{
		{"postgres://db.example/x", nil, "db.example tls"},
		{"postgres://203.0.113.7/x", nil, "203.0.113.7 tls"},
		{"postgres://127.0.0.1.example/x", nil, "127.0.0.1.example tls"},
		{"postgres://127.1/x", nil, "127.1 tls"},
		{"postgres://localhost.example/x", nil, "localhost.example tls"},
		{"postgres://db.example/x?sslmode=verify-full", nil, "db.example tls"},
		{"postgres://db.example/x?sslrootcert=system", nil, "db.example tls"},
		{"postgres://db.example/x?sslmode=verify-full", []string{"PGSSLMODE=disable"}, "db.example tls"},
		{"postgres://db.example/x?sslmode=disable", nil, refused},
		{"postgres://db.example/x?sslmode=allow", nil, refused},
		{"postgres://db.example/x?sslmode=prefer", nil, refused},
		{"postgres://db.example/x?sslmode=require", nil, refused},
		{"postgres://db.example/x?sslmode=verify-ca", nil, refused},
		{"postgres://db.example/x", []string{"PGSSLMODE=require"}, refused},
		{"postgres://db.example/x", []string{"PGSSLMODE=verify-full"}, "db.example tls"},
		{"postgres://db.example/x", []string{"PGSSLNEGOTIATION=direct"}, "db.example tls"},
		{"postgres://db.example/x", []string{"PGSSLSNI=0"}, "db.example tls"},
		{"postgres:///x", []string{"PGHOST=db.example", "PGSSLMODE=disable"}, refused},
		{"postgres:///x", []string{"PGHOST=db.example"}, "db.example tls"},
		{"postgres://a.example,b.example:5433/x", nil, "a.example tls, b.example tls"},
		{"postgres://127.0.0.1,b.example/x", nil, "127.0.0.1 tls, b.example tls"},
		{"postgres://127.0.0.1,b.example/x?sslmode=disable", nil, refused},
		{"postgres://[::1]/x?sslmode=disable", nil, "::1 open"},
		{"postgres://[::ffff:127.0.0.1]/x?sslmode=disable", nil, "::ffff:127.0.0.1 open"},
		{"postgres://127.9.9.9/x?sslmode=disable", nil, "127.9.9.9 open"},
		{"postgres://LocalHost/x", []string{"PGSSLMODE=disable"}, "LocalHost open"},
		{"postgres:///x?host=/tmp/x", nil, "/tmp/x open"},
		{"postgres:///x?host=/tmp/x", []string{"PGSSLMODE=require"}, "/tmp/x open"},
		{"postgres://%2Ftmp%2Fx/x?sslmode=disable", nil, "/tmp/x open"},
		{"postgres:///?service=open", nil, "s.example tls"},
		{"postgres:///", []string{"PGSERVICE=open"}, "s.example tls"},
		{"postgres:///?service=open", []string{"PGSSLMODE=require"}, refused},
		{"postgres:///?service=here", nil, "127.0.0.1 open"},
	} {
		t.Run(c.place+strings.Join(c.env, " "), func(t *testing.T) {
			home := noServerSettings(t)
			services := "[open]\nhost=s.example\nsslmode=disable\n[here]\nhost=127.0.0.1\nsslmode=disable\n"
			services = strings.ReplaceAll(services, "]\n", "]\noptions=-c synchronous_commit=off\npassfile=/etc/passwd\n")
			file := filepath.Join(home, "services")
			if err := os.WriteFile(file, []byte(services), 0o600); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PGSERVICEFILE", file)
			t.Setenv("PGOPTIONS", "-c synchronous_commit=off")
			for _, entry := range c.env {
				name, value, _ := strings.Cut(entry, "=")
				t.Setenv(name, value)
			}
			config, err := serverConfig(t.Context(), c.place, nil)
			var e *AddressError
			if c.want == refused {
				if !errors.As(err, &e) || e.Code != AddressTLS || e.Host == "" || e.Name == "" || e.Value == "" {
					t.Errorf("not refused: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			protection := map[bool]string{true: " tls", false: " open"}
			got := config.Host + protection[isVerified(config.TLSConfig, config.Host)]
			for _, f := range config.Fallbacks {
				got += ", " + f.Host + protection[isVerified(f.TLSConfig, f.Host)]
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if several := strings.Contains(got, ", "); (config.ValidateConnect != nil) != several {
				t.Errorf("several hosts: %v", several)
			}
			if fmt.Sprint(config.RuntimeParams) != "map[application_name:draft search_path:draft, pg_catalog]" || config.ConnectTimeout != connectTimeout {
				t.Errorf("%v, %v", config.RuntimeParams, config.ConnectTimeout)
			}
		})
	}
}

// The parts of an address arrive as they were written.
func TestAddressParts(t *testing.T) {
	noServerSettings(t)
	c, err := serverConfig(t.Context(), `postgresql://a'b%5C%40c@[::1]:5433/d%2F%20'e?connect_timeout=7&channel_binding=require`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.User != `a'b\@c` || c.Host != "::1" || c.Port != 5433 || c.Database != "d/ 'e" || c.ConnectTimeout.Seconds() != 7 || c.ChannelBinding != "require" {
		t.Errorf("%q %q %d %q %v %q", c.User, c.Host, c.Port, c.Database, c.ConnectTimeout, c.ChannelBinding)
	}
	t.Setenv("PGPORT", "5444")
	if c, err = serverConfig(t.Context(), "postgres://127.0.0.1,127.0.0.2/x", nil); err != nil || c.Port != 5444 {
		t.Errorf("%v", err)
	}
}

// A file of passwords that others can read is refused before it is read, as libpq does not read it either.
func TestPassfile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other rights")
	}
	home := noServerSettings(t)
	line := "127.0.0.1:*:*:anna:" + canary + "\n"
	usual, other := filepath.Join(home, ".pgpass"), filepath.Join(home, "other")
	for _, path := range []string{usual, other} {
		if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	asked := func(context.Context) (string, error) { t.Error("asked for a password"); return "", nil }
	check := func(want string) {
		t.Helper()
		c, err := serverConfig(t.Context(), "postgres://anna@127.0.0.1/x", asked)
		if err != nil || c.Password != want {
			t.Errorf("%v", err)
		}
	}
	refused := func(path string) {
		t.Helper()
		_, err := serverConfig(t.Context(), "postgres://anna@127.0.0.1/x", asked)
		var e *AddressError
		if !errors.As(err, &e) || e.Code != AddressPassfile || e.Name != path || strings.Contains(fmt.Sprintf("%+v", *e), canary) {
			t.Errorf("%v", err)
		}
	}
	check(canary)
	t.Setenv("PGPASSFILE", other)
	check(canary)
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620} {
		if err := os.Chmod(other, mode); err != nil {
			t.Fatal(err)
		}
		refused(other)
	}
	t.Setenv("PGPASSFILE", os.DevNull)
	t.Setenv("PGPASSWORD", "of the environment")
	check("of the environment")
}

// Whatever an address is, it is protected or refused, and what is shown of it can be read again and shows the same.
func FuzzAddress(f *testing.F) {
	home := f.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE", "APPDATA"} {
		f.Setenv(name, home)
	}
	for _, seed := range []string{
		"anna@db.example/x", "anna:canary9@db.example/x", "a,b:1,[::1]:2/x?sslmode=require", "/x?host=/tmp/y&port=1", "?service=x", "%2Ftmp/x?x=y", "",
		"h/db?password=canary9", "u@h?sslrootcert=system", "u:1/canary9@h", "u@127.0.0.1?sslmode=prefer", "h?port=1,2&connect_timeout=1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, rest string) {
		place := "postgres://" + rest
		safe := SafePlace(place)
		if again := SafePlace(safe); again != safe {
			t.Errorf("%q is shown as %q, and that as %q", place, safe, again)
		}
		c, err := serverConfig(t.Context(), place, nil)
		var refused *AddressError
		switch {
		case err == nil:
			if host := firstOpenHost(c); host != "" {
				t.Errorf("%q: %s is not protected", place, host)
			}
			if c.Password != "" || len(c.RuntimeParams) != 2 {
				t.Errorf("%q: a password, or %v", place, c.RuntimeParams)
			}
		case !errors.As(err, &refused):
			t.Errorf("%q: %v", place, err)
		}
		// The same with a password in front of the host.
		if at := strings.LastIndex(rest, "@"); at >= 0 {
			secret := "postgres://" + rest[:at] + ":" + canary + rest[at:]
			_, err := serverConfig(t.Context(), secret, nil)
			if err == nil || strings.Contains(err.Error(), canary) || strings.Contains(SafePlace(secret), canary) {
				t.Errorf("%q: %v, shown as %q", secret, err, SafePlace(secret))
			}
		}
	})
}
