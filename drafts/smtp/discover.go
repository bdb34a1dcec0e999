package smtp

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"draft/drafts/outbox"
)

// Resolver looks up names. net.Resolver implements it.
type Resolver interface {
	LookupSRV(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
}

// Discovery configures Discover. The zero value uses the network, and takes 15 seconds at most.
type Discovery struct {
	Resolver Resolver
	Dial     Dialer
	Roots    *x509.CertPool
	Timeout  time.Duration // of the whole search; 0 is 15 s
	Each     time.Duration // of a stage with one server; 0 is 5 s
}

// Origin says why a server was tried.
type Origin string

// The reasons to try a server.
const (
	OriginSRV   Origin = "srv"   // the domain names it (RFC 6186, RFC 8314)
	OriginMX    Origin = "mx"    // a known provider receives the domain's mail
	OriginGuess Origin = "guess" // such a name is usual
)

// Candidate is a server that has a certificate for its name and offers a login that this package knows.
type Candidate struct {
	Account  Account // without a name
	Origin   Origin
	Provider string // the ID of the provider if it is known
	Features Features
	// Outside says that the server belongs neither to the address's domain nor to a known provider. A forged DNS reply
	// may lead there, so a person should see the host before a secret is sent to it.
	Outside bool
}

const (
	parallel   = 4 // servers that are tried at a time
	maxRecords = 6 // DNS records of one type that are used
)

// Discover returns servers that an address may send through, the likeliest first. It connects to each, verifies the
// certificate and reads the extensions, and does not log in. If it finds none, the error is an *Error with the code
// NothingFound, which wraps those of the servers, or the error of ctx.
func Discover(ctx context.Context, address string, d Discovery) ([]Candidate, error) {
	_, domain, _ := cutLast(address, '@')
	domain, ok := asciiHost(strings.TrimSuffix(domain, "."))
	if !ok || !isAddress(address) {
		return nil, &Error{Code: BadAddress, Name: address}
	}
	limited, cancel := context.WithTimeout(ctx, orDefault(d.Timeout, 15*time.Second))
	defer cancel()
	tries := d.tries(limited, address, domain)
	faults := make([]error, len(tries))
	var group sync.WaitGroup
	room := make(chan struct{}, parallel)
	for i := range tries {
		group.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			faults[i] = d.try(limited, &tries[i])
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var found []Candidate
	for i, t := range tries {
		if faults[i] == nil {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return nil, &Error{Code: NothingFound, Name: domain, Err: errors.Join(faults...)}
	}
	return found, nil
}

func orDefault(d, usual time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return usual
}

// tries returns the servers to try, each once.
func (d Discovery) tries(ctx context.Context, address, domain string) []Candidate {
	resolver := d.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	// At the same time, because each lookup may take long.
	var secure, submit, mx []Candidate
	var group sync.WaitGroup
	group.Go(func() { secure = fromSRV(ctx, resolver, "submissions", Implicit, address, domain) })
	group.Go(func() { submit = fromSRV(ctx, resolver, "submission", STARTTLS, address, domain) })
	group.Go(func() { mx = fromMX(ctx, resolver, address, domain) })
	group.Wait()
	all := slices.Concat(secure, submit, mx)
	for _, name := range []string{"smtp.", "mail."} {
		for _, way := range []struct {
			port int
			tls  Security
		}{{portImplicit, Implicit}, {portSubmit, STARTTLS}} {
			all = append(all, Candidate{Origin: OriginGuess, Account: Account{
				Address: address, Host: name + domain, Port: way.port, TLS: way.tls, User: address,
			}})
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(c Candidate) bool {
		place := net.JoinHostPort(c.Account.Host, strconv.Itoa(c.Account.Port))
		again := seen[place] || len(c.Account.Check()) > 0
		seen[place] = true
		return again
	})
}

func fromSRV(ctx context.Context, r Resolver, service string, tls Security, address, domain string) []Candidate {
	_, records, err := r.LookupSRV(ctx, service, "tcp", domain)
	if err != nil {
		return nil
	}
	var found []Candidate
	for _, record := range records[:min(len(records), maxRecords)] {
		host, ok := asciiHost(strings.TrimSuffix(record.Target, "."))
		if !ok { // "." means that there is no such service
			continue
		}
		c := Candidate{Origin: OriginSRV, Account: Account{
			Address: address, Host: host, Port: int(record.Port), TLS: tls, User: address,
		}}
		p, known := providerByHost(host)
		c.Provider = p.ID
		c.Outside = !known && host != domain && !strings.HasSuffix(host, "."+domain)
		found = append(found, c)
	}
	return found
}

func fromMX(ctx context.Context, r Resolver, address, domain string) []Candidate {
	records, err := r.LookupMX(ctx, domain)
	if err != nil {
		return nil
	}
	var found []Candidate
	for _, record := range records[:min(len(records), maxRecords)] {
		if p, ok := providerByMX(record.Host); ok {
			found = append(found, Candidate{Origin: OriginMX, Provider: p.ID, Account: p.Account(address)})
		}
	}
	return found
}

// try connects to a server and sets its features and its way to log in.
func (d Discovery) try(ctx context.Context, c *Candidate) error {
	each := orDefault(d.Each, 5*time.Second)
	limits := Timeouts{StageQuit: each}
	for _, stage := range []outbox.Stage{
		outbox.StageConnect, outbox.StageGreeting, outbox.StageHello, outbox.StageTLS,
	} {
		limits[stage] = each
	}
	s := &Sender{Account: c.Account, Timeouts: limits, Dial: d.Dial, Roots: d.Roots}
	connection, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer connection.Quit()
	c.Features = connection.server
	for _, m := range mechanisms {
		known := c.Account.Auth == m.auth || c.Account.Auth == ""
		if known && slices.Contains(c.Features.Mechanisms, m.name) {
			c.Account.Auth = m.auth
			return nil
		}
	}
	return &outbox.Failure{
		Stage: outbox.StageAuth, Err: &Error{Code: NoMechanism, Offered: c.Features.Mechanisms}, Final: true,
	}
}
