package smtptest_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"draft/drafts/smtp/smtptest"
)

// TestMain is also the server that TestProcess starts.
func TestMain(m *testing.M) {
	if os.Getenv("SMTPTEST_ROLE") == "server" {
		if err := smtptest.Run(smtptest.Config{}, os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// talk sends text at once, as a client with PIPELINING does, and returns all replies until the server closes.
func talk(t *testing.T, c net.Conn, text string) string {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	answers, err := io.ReadAll(c)
	if err != nil {
		t.Log(err)
	}
	return string(answers)
}

func dial(t *testing.T, s *smtptest.Server) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func codes(answers string) string {
	var all []string
	for line := range strings.Lines(answers) {
		if len(line) > 3 && line[3] == ' ' {
			all = append(all, line[:3])
		}
	}
	return strings.Join(all, " ")
}

func TestPipelinedMessages(t *testing.T) {
	s := smtptest.Start(t, smtptest.Config{})
	got := codes(talk(t, dial(t, s), "EHLO x\r\nMAIL FROM:<a@x> SIZE=3\r\nRCPT TO:<b@y>\r\nRCPT TO:<c@y>\r\nDATA\r\n"+
		"Message-Id: <1@x>\r\n\r\n..\r\n.\n.\r\nx\r\n.\r\nMAIL FROM:<a@x>\r\nDATA\r\nNOOP\r\nRSET\r\nVRFY x\r\nQUIT\r\n"))
	if got != "220 250 250 250 250 354 250 250 503 250 250 502 221" {
		t.Errorf("answered %s", got)
	}
	m := s.Messages()
	if len(m) != 1 || m[0].From != "a@x" || strings.Join(m[0].To, " ") != "b@y c@y" || m[0].ID != "<1@x>" || !m[0].Answered ||
		m[0].Params != "SIZE=3" || string(m[0].Data) != "Message-Id: <1@x>\r\n\r\n.\r\n\n.\r\nx\r\n" {
		t.Errorf("took %+v", m)
	}
	if verbs := strings.Join(s.Verbs(), " "); verbs != "EHLO MAIL RCPT RCPT DATA MAIL DATA NOOP RSET VRFY QUIT" {
		t.Errorf("heard %s", verbs)
	}
	s.Forget()
	if len(s.Messages())+len(s.Verbs()) > 0 || s.Connections() != 1 {
		t.Error("not forgotten")
	}
}

// TestDotFaults checks whether the server has the message, which a client cannot see.
func TestDotFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault           smtptest.Fault
		taken, answered bool
	}{
		"drop": {smtptest.Fault{Do: smtptest.Drop}, true, false},
		"lose": {smtptest.Fault{Do: smtptest.Lose}, false, false},
		"code": {smtptest.Fault{Reply: "554 no"}, false, false},
		"good": {smtptest.Fault{Reply: "250 mine"}, true, true},
		"late": {smtptest.Fault{Do: smtptest.DropLate}, true, false},
		"slow": {smtptest.Fault{Do: smtptest.Slow, Delay: time.Millisecond}, true, true},
	} {
		c.fault.At, c.fault.N = smtptest.Dot, 1
		s := smtptest.Start(t, smtptest.Config{Faults: []smtptest.Fault{c.fault}})
		talk(t, dial(t, s), "EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\nx\r\n.\r\nMAIL FROM:<a@x>\r\n"+
			"DATA\r\nQUIT\r\n")
		if heard := len(s.Verbs()); name == "late" && heard != 6 {
			t.Errorf("heard %d commands", heard)
		}
		m := s.Messages()
		if (len(m) == 1) != c.taken || c.taken && m[0].Answered != c.answered {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

// TestFaultsOfAGroup has the server refuse some of the commands that come at once, and reply to the others as real
// servers do.
func TestFaultsOfAGroup(t *testing.T) {
	refused := smtptest.Fault{At: smtptest.Rcpt, Reply: "550 x"}
	for name, c := range map[string]struct {
		faults []smtptest.Fault
		want   string
	}{
		"MAIL":            {[]smtptest.Fault{{At: smtptest.Mail, Reply: "451 x"}}, "220 451 503 503 221"},
		"RCPT":            {[]smtptest.Fault{refused}, "220 250 550 503 221"},
		"DATA":            {[]smtptest.Fault{{At: smtptest.Data, Reply: "554 x"}}, "220 250 250 554 221"},
		"421":             {[]smtptest.Fault{{At: smtptest.Rcpt, Reply: "421 x"}}, "220 250 421"},
		"drop":            {[]smtptest.Fault{{At: smtptest.Rcpt, Do: smtptest.Drop}}, "220 250"},
		"RCPT and DATA":   {[]smtptest.Fault{refused, {At: smtptest.Data, Reply: "554 x"}}, "220 250 550 554 221"},
		"a yes to nobody": {[]smtptest.Fault{refused, {At: smtptest.Data, Reply: "354 x"}}, "220 250 550 354"},
	} {
		s := smtptest.Start(t, smtptest.Config{Faults: c.faults})
		conn := dial(t, s)
		said := make(chan string)
		go func() {
			answers, _ := io.ReadAll(conn)
			said <- string(answers)
		}()
		if _, err := io.WriteString(conn, "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\nQUIT\r\n"); err != nil {
			t.Fatal(err)
		}
		_ = conn.(*net.TCPConn).CloseWrite()
		if got := codes(<-said); got != c.want || len(s.Messages()) > 0 {
			t.Errorf("%s: answered %s, took %v", name, got, s.Messages())
		}
	}
}

// TestFaultOfEachConnection has the server refuse the second message of each connection.
func TestFaultOfEachConnection(t *testing.T) {
	s := smtptest.Start(t, smtptest.Config{Faults: []smtptest.Fault{{At: smtptest.Mail, N: 2, Each: true, Reply: "421 x"}}})
	for range 3 {
		if got := codes(talk(t, dial(t, s), "MAIL FROM:<a@x>\r\nRSET\r\nMAIL FROM:<a@x>\r\n")); got != "220 250 250 421" {
			t.Errorf("answered %s", got)
		}
	}
}

func TestDelay(t *testing.T) {
	s := smtptest.Start(t, smtptest.Config{Discard: true})
	for range 2 {
		port := smtptest.Delay(t, s.Host, s.Port, 2*time.Millisecond)
		c, err := net.Dial("tcp", net.JoinHostPort(s.Host, strconv.Itoa(port)))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Repeat(strings.Repeat("x", 76)+"\r\n", 10_000)
		text = "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n" + text + ".\r\nQUIT\r\n"
		if got := codes(talk(t, c, text)); got != "220 250 250 354 250 221" {
			t.Errorf("answered %s", got)
		}
		_ = c.Close()
	}
	if len(s.Messages()) > 0 {
		t.Error("messages are kept")
	}
}

func TestCloseEndsWhatHangs(t *testing.T) {
	for _, stage := range []smtptest.Stage{smtptest.Greeting, smtptest.Mail, smtptest.Body, smtptest.Dot} {
		reached := make(chan bool, 1)
		s, err := smtptest.New(smtptest.Config{
			Faults: []smtptest.Fault{{At: stage, Do: smtptest.Hang}},
			Hook: func(at smtptest.Stage) {
				if at == stage {
					reached <- true
				}
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		c := dial(t, s)
		if _, err := io.WriteString(c, "EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\nx\r\n.\r\n"); err != nil {
			t.Fatal(err)
		}
		<-reached
		s.Close()
		s.Close()
		if s.Open() != 0 {
			t.Errorf("%s: %d connections are left", stage, s.Open())
		}
	}
}

func TestHandshakeThatNeverComes(t *testing.T) {
	s, err := smtptest.New(smtptest.Config{Security: smtptest.Implicit})
	if err != nil {
		t.Fatal(err)
	}
	dial(t, s)
	s.Close()
}

func TestRulesOfLogin(t *testing.T) {
	s := smtptest.Start(t, smtptest.Config{Security: smtptest.STARTTLS, Mechanisms: []string{"PLAIN"}, User: "u", Password: "p"})
	answers := talk(t, dial(t, s), "EHLO x\r\nAUTH PLAIN AHUAcA==\r\nMAIL FROM:<a@x>\r\nQUIT\r\n")
	if got := codes(answers); got != "220 250 504 530 221" || strings.Contains(answers, "PLAIN") {
		t.Errorf("answered %s", answers)
	}
	c := dial(t, s)
	in := bufio.NewReader(c)
	for _, line := range []string{"", "EHLO x\r\n", "STARTTLS\r\n"} {
		if _, err := io.WriteString(c, line); err != nil {
			t.Fatal(err)
		}
		for {
			answer, err := in.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if answer[3] == ' ' {
				break
			}
		}
	}
	secured := tls.Client(c, &tls.Config{RootCAs: smtptest.Roots(t), ServerName: "localhost"})
	answers = talk(t, secured, "EHLO x\r\nAUTH PLAIN\r\nAHUAcA==\r\nMAIL FROM:<a@x>\r\nQUIT\r\n")
	if got := codes(answers); got != "250 334 235 250 221" || strings.Contains(answers, "STARTTLS") {
		t.Errorf("answered %s", answers)
	}
}

func TestProcess(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "SMTPTEST_ROLE=server", "GORACE=atexit_sleep_ms=0")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	c, err := net.Dial("tcp", lines.Text())
	if err != nil {
		t.Fatal(err)
	}
	talk(t, c, "EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n")
	for command, want := range map[string]string{"messages": `"From":"a@x"`, "verbs": `"QUIT"`, "connections": "1", "x": "unknown"} {
		if _, err := io.WriteString(in, command+"\n"); err != nil {
			t.Fatal(err)
		}
		if lines.Scan(); !strings.Contains(lines.Text(), want) {
			t.Errorf("%s: %s", command, lines.Text())
		}
	}
	_ = in.Close()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
