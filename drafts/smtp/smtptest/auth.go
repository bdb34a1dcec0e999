package smtptest

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // SCRAM-SHA-1 is named after it
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"slices"
	"strconv"
	"strings"
)

const (
	loggedIn = "235 2.7.0 Authentication successful"
	refused  = "535 5.7.8 Error: authentication failed"
)

// iterations is small, so that tests are fast.
const iterations = 4096

// auth handles AUTH, and reports whether the connection goes on.
func (c *session) auth(rest string) bool {
	config := &c.server.config
	name, initial, given := strings.Cut(rest, " ")
	name = strings.ToUpper(name)
	c.server.mu.Lock()
	c.server.way = name
	c.server.mu.Unlock()
	if !slices.Contains(config.Mechanisms, name) || config.Security == STARTTLS && !c.tls {
		return c.say("504 5.5.4 Unrecognized authentication type")
	}
	if _, failing := c.server.fault(Auth, c.seen, false); failing {
		if class, on := c.answer(Auth, loggedIn); class != '2' || !on {
			return on
		}
		c.user = config.User // a slow one
		return true
	}
	c.fault(Auth)
	first := func() (string, bool) {
		if given {
			return decode(initial)
		}
		return c.challenge("")
	}
	var good, there bool
	switch name {
	case "PLAIN":
		var text string
		text, there = first()
		good = text == "\x00"+config.User+"\x00"+config.Password
	case "LOGIN":
		good, there = c.login(first, given)
	case "XOAUTH2":
		good, there = c.xoauth2(first)
	case "SCRAM-SHA-256":
		good, there = c.scram(sha256.New, first)
	case "SCRAM-SHA-1":
		good, there = c.scram(sha1.New, first)
	default:
		return c.say("504 5.5.4 Unrecognized authentication type")
	}
	switch {
	case !there:
		return c.say("501 5.5.2 Authentication aborted")
	case !good:
		return c.say(refused)
	}
	c.user = config.User
	return c.say(loggedIn)
}

func decode(text string) (string, bool) {
	if text == "=" {
		return "", true
	}
	b, err := base64.StdEncoding.DecodeString(text)
	return string(b), err == nil
}

// challenge sends a challenge and returns the answer, or false if the client aborts.
func (c *session) challenge(text string) (string, bool) {
	if !c.say("334 " + base64.StdEncoding.EncodeToString([]byte(text))) {
		return "", false
	}
	line, err := c.in.ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	if err != nil || line == "*" {
		return "", false
	}
	return decode(line)
}

func (c *session) login(first func() (string, bool), given bool) (good, there bool) {
	ask := func() (string, bool) { return c.challenge("Username:") }
	if given {
		ask = first
	}
	user, there := ask()
	if !there {
		return false, false
	}
	password, there := c.challenge("Password:")
	return user == c.server.config.User && password == c.server.config.Password, there
}

func (c *session) xoauth2(first func() (string, bool)) (good, there bool) {
	text, there := first()
	want := "user=" + c.server.config.User + "\x01auth=Bearer " + c.server.config.Password + "\x01\x01"
	if !there || text == want {
		return there, there
	}
	_, there = c.challenge(`{"status":"400","schemes":"Bearer","scope":"https://mail.example.com/"}`)
	return false, there
}

// scram is the server's side of RFC 5802, without channel binding.
func (c *session) scram(h func() hash.Hash, first func() (string, bool)) (good, there bool) {
	text, there := first()
	bare, ok := strings.CutPrefix(text, "n,,")
	user, nonce, split := strings.Cut(bare, ",r=")
	if !there || !ok || !split {
		return false, there
	}
	user = strings.NewReplacer("=2C", ",", "=3D", "=").Replace(strings.TrimPrefix(user, "n="))
	salt := []byte(rand.Text())
	nonce += rand.Text()
	challenge := "r=" + nonce + ",s=" + base64.StdEncoding.EncodeToString(salt) + ",i=" + strconv.Itoa(iterations)
	final, there := c.challenge(challenge)
	without, proof, split := strings.Cut(final, ",p=")
	if !there || !split || without != "c=biws,r="+nonce || user != c.server.config.User {
		return false, there
	}
	salted, err := pbkdf2.Key(h, c.server.config.Password, salt, iterations, h().Size())
	if err != nil {
		return false, true
	}
	mac := func(key []byte, text string) []byte {
		m := hmac.New(h, key)
		m.Write([]byte(text))
		return m.Sum(nil)
	}
	clientKey := mac(salted, "Client Key")
	digest := h()
	digest.Write(clientKey)
	exchange := bare + "," + challenge + "," + without
	want := mac(digest.Sum(nil), exchange)
	for i := range want {
		want[i] ^= clientKey[i]
	}
	if proof != base64.StdEncoding.EncodeToString(want) {
		return false, true
	}
	signature := mac(mac(salted, "Server Key"), exchange)
	_, there = c.challenge("v=" + base64.StdEncoding.EncodeToString(signature))
	return there, there
}
