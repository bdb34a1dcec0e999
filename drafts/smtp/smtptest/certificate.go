package smtptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// authority signs certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// The authorities of this process: the one in Roots, and one that is not.
var (
	known   = sync.OnceValues(func() (*authority, error) { return newAuthority("smtptest") })
	unknown = sync.OnceValues(func() (*authority, error) { return newAuthority("smtptest unknown") })
)

func newAuthority(name string) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-48 * time.Hour), NotAfter: now.Add(48 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	return &authority{certificate, key}, err
}

// issue returns a certificate for hosts that expires at a time.
func (a *authority) issue(end time.Time, hosts ...string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: hosts[0]},
		NotBefore: end.Add(-24 * time.Hour), NotAfter: end,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

func issue(from func() (*authority, error), age time.Duration, hosts ...string) (tls.Certificate, error) {
	a, err := from()
	if err != nil {
		return tls.Certificate{}, err
	}
	return a.issue(time.Now().Add(age), hosts...)
}

// For returns a valid certificate for hosts.
func For(hosts ...string) (tls.Certificate, error) { return issue(known, 12*time.Hour, hosts...) }

// Good returns a valid certificate for loopback hosts.
var Good = sync.OnceValues(func() (tls.Certificate, error) { return For("localhost", "127.0.0.1", "::1") })

// Expired returns an expired certificate.
func Expired() (tls.Certificate, error) {
	return issue(known, -time.Hour, "localhost", "127.0.0.1", "::1")
}

// WrongName returns a certificate for another host.
func WrongName() (tls.Certificate, error) { return For("elsewhere.example") }

// Unknown returns a certificate of an authority that is not in Roots.
func Unknown() (tls.Certificate, error) {
	return issue(unknown, 12*time.Hour, "localhost", "127.0.0.1", "::1")
}

// Roots returns the authority of valid certificates, for clients to trust.
func Roots(t testing.TB) *x509.CertPool {
	t.Helper()
	a, err := known()
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// CAFile writes the authority of Roots to a PEM file and returns its name.
func CAFile(t testing.TB) string {
	t.Helper()
	text, err := CA()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// CA returns the authority of Roots as PEM.
func CA() ([]byte, error) {
	a, err := known()
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw}), nil
}
