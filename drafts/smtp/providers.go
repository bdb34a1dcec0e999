package smtp

import (
	_ "embed" // for providers.yaml
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed providers.yaml
var providersText []byte

// SecretKind is the kind of secret that a provider wants.
type SecretKind string

// The kinds of secret. providers.yaml explains them.
const (
	SecretAuthCode         SecretKind = "authcode"
	SecretAppPassword      SecretKind = "app_password"
	SecretSeparatePassword SecretKind = "separate_password"
	SecretClientPassword   SecretKind = "client_password"
	SecretPasswordOrClient SecretKind = "password_or_client"
	SecretPassword         SecretKind = "password"
	SecretOAuth2           SecretKind = "oauth2"
	SecretAppOrOAuth2      SecretKind = "app_password_or_oauth2"
)

// Provider is a mail service, and how a program sends through it. providers.yaml explains the fields.
type Provider struct {
	ID         string
	Domains    []string
	MX         []string `yaml:"mx"`
	Host       string
	Port       int
	TLS        Security `yaml:"tls"`
	Secret     SecretKind
	Help       string
	SameFrom   bool `yaml:"same_from"`
	Seen       string
	Confidence string
	Source     string
}

// Providers returns the known providers. It panics if providers.yaml is invalid, because that file is part of the
// program.
var Providers = sync.OnceValue(func() []Provider {
	var file struct{ Providers []Provider }
	if err := yaml.Load(providersText, &file, yaml.WithKnownFields()); err != nil {
		panic(fmt.Errorf("providers.yaml: %w", err))
	}
	return file.Providers
})

// Lookup returns the provider of an address by its domain.
func Lookup(address string) (Provider, bool) {
	_, domain, _ := cutLast(address, '@')
	domain = strings.TrimSuffix(strings.ToLower(domain), ".")
	for _, p := range Providers() {
		if slices.Contains(p.Domains, domain) {
			return p, true
		}
	}
	return Provider{}, false
}

// providerByHost returns the provider of a server.
func providerByHost(host string) (Provider, bool) {
	for _, p := range Providers() {
		if strings.EqualFold(p.Host, host) {
			return p, true
		}
	}
	return Provider{}, false
}

// providerByMX returns the provider of a server that receives mail.
func providerByMX(host string) (Provider, bool) {
	host = "." + strings.TrimSuffix(strings.ToLower(host), ".")
	for _, p := range Providers() {
		for _, mx := range p.MX {
			if strings.HasSuffix(host, "."+mx) {
				return p, true
			}
		}
	}
	return Provider{}, false
}

// Account returns an account for an address of the provider.
func (p Provider) Account(address string) Account {
	a := Account{Address: address, Host: p.Host, Port: p.Port, TLS: p.TLS, User: address, Auth: AuthPassword}
	if p.Secret == SecretOAuth2 {
		a.Auth = AuthXOAUTH2
	}
	return a
}
