package smtp

import (
	"context"
	"net"
	"strings"
	"time"
)

// LookupMX returns the MX records of a domain, as (*net.Resolver).LookupMX does.
type LookupMX func(ctx context.Context, domain string) ([]*net.MX, error)

// lookupTimeout limits the query for MX records.
const lookupTimeout = 5 * time.Second

// ProviderByMX returns the known provider that the MX records of an address's domain name. It reports false if they name
// none, if the query fails, or if it takes longer than five seconds. It sends one DNS query and connects to no mail
// server. If lookup is nil, the system's resolver is asked.
func ProviderByMX(ctx context.Context, address string, lookup LookupMX) (Provider, bool) {
	_, domain, _ := cutLast(address, '@')
	domain, ok := asciiHost(strings.TrimSuffix(domain, "."))
	if !ok {
		return Provider{}, false
	}
	if lookup == nil {
		lookup = net.DefaultResolver.LookupMX
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	records, err := lookup(ctx, domain)
	if err != nil {
		return Provider{}, false
	}
	for _, record := range records {
		if p, known := providerByMX(record.Host); known {
			return p, true
		}
	}
	return Provider{}, false
}
