package smtp_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// TestServerWords has replies as real servers send them, with their stages.
func TestServerWords(t *testing.T) {
	qq, gmail := smtp.Account{Host: "smtp.qq.com"}, smtp.Account{Host: "SMTP.gmail.com"}
	other := smtp.Account{Host: "mail.example.com"}
	outlook, aliyun := smtp.Account{Host: "smtp-mail.outlook.com"}, smtp.Account{Host: "smtp.aliyun.com"}
	for _, c := range []struct {
		at   outbox.Stage
		code int
		text string
		a    smtp.Account
		want smtp.Cause
	}{
		{outbox.StageAuth, 535, "Login Fail. Please enter your authorization code to login.", other, smtp.CauseAuthCode},
		{outbox.StageAuth, 535, "登录失败，请使用授权码登录", other, smtp.CauseAuthCode},
		{outbox.StageAuth, 535, "Error: authentication failed", qq, smtp.CauseAuthCode},
		{outbox.StageAuth, 535, "登录失败", qq, smtp.CauseAuthCode},
		{outbox.StageAuth, 535, "5.7.8 Error: authentication failed", other, smtp.CauseLogin},
		{outbox.StageAuth, 526, "Authentication failure", aliyun, smtp.CauseLogin},
		{outbox.StageAuth, 535, "5.7.8 Username and Password not accepted", gmail, smtp.CauseAppPassword},
		{outbox.StageAuth, 534, "5.7.9 Application-specific password required", gmail, smtp.CauseAppPassword},
		{outbox.StageAuth, 535, "5.7.139 Authentication unsuccessful, basic authentication is disabled.", outlook, smtp.CauseOAuth2},
		{outbox.StageAuth, 535, "5.7.3 Authentication unsuccessful", outlook, smtp.CauseOAuth2},
		{outbox.StageAuth, 535, "Login fail. Service is not open", qq, smtp.CauseServiceOff},
		{outbox.StageAuth, 550, "User has no permission", other, smtp.CauseServiceOff},
		{outbox.StageAuth, 535, "SMTP 服务未开启", other, smtp.CauseServiceOff},
		{outbox.StageAuth, 535, "Login fail. Login frequency limited", qq, smtp.CauseRate},
		{outbox.StageAuth, 535, "登录过于频繁，请稍后再试", qq, smtp.CauseRate},
		{outbox.StageAuth, 454, "4.7.0 Temporary authentication failure", other, smtp.CauseLater},
		{outbox.StageAuth, 504, "5.7.4 Unrecognized authentication type", other, smtp.CauseMechanism},
		{outbox.StageAuth, 538, "5.7.11 Encryption required", other, smtp.CauseNeedsTLS},

		{outbox.StageMail, 530, "5.7.0 Must issue a STARTTLS command first", other, smtp.CauseNeedsTLS},
		{outbox.StageMail, 530, "5.7.0 Authentication required", other, smtp.CauseLoginNeeded},
		{outbox.StageMail, 553, "authentication is required", other, smtp.CauseLoginNeeded},
		{outbox.StageMail, 550, "请先登录", other, smtp.CauseLoginNeeded},
		{outbox.StageMail, 553, "Mail from must equal authorized user", other, smtp.CauseFrom},
		{outbox.StageMail, 501, "mail from address must be same as authorization user", qq, smtp.CauseFrom},
		{outbox.StageDot, 501, "发件人与登录用户不一致", qq, smtp.CauseFrom},
		{outbox.StageMail, 553, "5.1.8", other, smtp.CauseFrom},
		{outbox.StageMail, 552, "5.3.4 Message size exceeds fixed limit", other, smtp.CauseSize},
		{outbox.StageMail, 523, "x", other, smtp.CauseSize},
		{outbox.StageDot, 554, "message too large", other, smtp.CauseSize},
		{outbox.StageDot, 552, "邮件大小超过限制", other, smtp.CauseSize},
		{outbox.StageDot, 552, "5.3.4 Message size limit exceeded", other, smtp.CauseSize},

		{outbox.StageDot, 554, "DT:SPM 163 smtp5,D9GowACH1", other, smtp.CauseSpam},
		{outbox.StageDot, 550, "5.7.1 Our system has detected that this message is likely unsolicited mail", gmail, smtp.CauseSpam},
		{outbox.StageDot, 550, "疑似垃圾邮件", qq, smtp.CauseSpam},
		{outbox.StageRecipient, 550, "5.1.1 <x@example.com>: Recipient address rejected: User unknown", other, smtp.CauseMailbox},
		{outbox.StageRecipient, 550, "5.2.1 The account that you tried to reach is disabled", other, smtp.CauseMailbox},
		{outbox.StageMail, 550, "5.7.1 SMTP service is not enabled", other, smtp.CauseServiceOff},
		{outbox.StageRecipient, 550, "Mailbox not found", qq, smtp.CauseMailbox},
		{outbox.StageDot, 550, "Mailbox not found. http://example.com", qq, smtp.CauseMailbox},
		{outbox.StageRecipient, 550, "收件人不存在", qq, smtp.CauseMailbox},
		{outbox.StageRecipient, 552, "5.2.2 Mailbox full", other, smtp.CauseFull},
		{outbox.StageRecipient, 452, "4.2.2 Over quota", other, smtp.CauseFull},
		{outbox.StageRecipient, 550, "对方邮箱已满", other, smtp.CauseFull},
		{outbox.StageRecipient, 554, "5.7.1 Relay access denied", other, smtp.CauseRelay},

		{outbox.StageGreeting, 421, "Too many connections", other, smtp.CauseConnections},
		{outbox.StageMail, 450, "MI:CEL rate limit", other, smtp.CauseRate},
		{outbox.StageRecipient, 451, "HL:ITE requests too fast", other, smtp.CauseRate},
		{outbox.StageAuth, 535, "Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy. More information at https://help.mail.qq.com/detail/108/1023", qq, smtp.CauseLoginAny},
		{outbox.StageAuth, 526, "Authentication failure[1]", aliyun, smtp.CauseLoginOften},
		{outbox.StageAuth, 526, "Authentication failure[0]", aliyun, smtp.CauseLogin},
		{outbox.StageAuth, 454, "4.7.0 Too many login attempts, please try again later. a1 - gsmtp", gmail, smtp.CauseLoginOften},
		{outbox.StageAuth, 534, "5.7.14 Please log in via your web browser and then try again.", gmail, smtp.CauseAppPassword},
		{outbox.StageAuth, 535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", outlook, smtp.CauseServiceOff},
		{outbox.StageAuth, 451, "Requested mail action not taken: too much fail authentication", other, smtp.CauseLoginOften},
		{outbox.StageMail, 440, "mail from account doesn't conform with authentication (Auth Account:a@x.cn|Mail Account:b@x.cn)", aliyun, smtp.CauseFrom},
		{outbox.StageDot, 550, "5.4.5 Daily user sending limit exceeded. For more information on Gmail", gmail, smtp.CauseRateDay},
		{outbox.StageDot, 550, "5.4.5 x", gmail, smtp.CauseRateDay},
		{outbox.StageDot, 554, "5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process message due to a permanent exception", outlook, smtp.CauseBlocked},
		{outbox.StageDot, 554, "5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message", outlook, smtp.CauseFrom},
		{outbox.StageDot, 550, "5.1.8 Access denied, bad outbound sender", outlook, smtp.CauseBlocked},
		{outbox.StageRecipient, 450, "4.2.1 The user you are trying to contact is receiving mail too quickly. Please resend your message at a later time.", gmail, smtp.CauseLater},
		{outbox.StageDot, 421, "4.7.0 Our system has detected an unusual rate of unsolicited mail originating from your IP address.", gmail, smtp.CauseNetwork},
		{outbox.StageRecipient, 452, "4.5.3 Your message has too many recipients.", gmail, smtp.CauseMany},
		{outbox.StageRecipient, 504, "the number of RCPT attempts is achieved the maximum threshold", aliyun, smtp.CauseRate},
		{outbox.StageRecipient, 505, "the total of RCPTs is achieved the maximum threshold", aliyun, smtp.CauseRate},
		{outbox.StageDot, 510, "The length of Attach is achieved the maximum threshold", aliyun, smtp.CauseSize},
		{outbox.StageMail, 541, "This account isn't allowed to send email", aliyun, smtp.CauseBlocked},
		{outbox.StageDot, 454, "Transient reject by behaviour spam", aliyun, smtp.CauseRate},
		{outbox.StageDot, 554, "Reject by content spam", aliyun, smtp.CauseSpam},
		{outbox.StageDot, 550, "The mail may contain inappropriate words or content.", qq, smtp.CauseSpam},
		{outbox.StageDot, 451, "DT:SPM,please try again", other, smtp.CauseSpamAgain},
		{outbox.StageRecipient, 451, "4.7.1 Greylisting in action, please come back later", other, smtp.CauseLater},
		{outbox.StageRecipient, 552, "Quota exceeded", other, smtp.CauseFull},
		{outbox.StageMail, 550, "sending quota exceeded", other, smtp.CauseRate},
		{outbox.StageDot, 451, "please resend as soon as possible", other, smtp.CauseLater},
		{outbox.StageDot, 552, "5.2.3 x", other, smtp.CauseSize},
		{outbox.StageDot, 452, "4.3.1 try later", other, smtp.CauseLater},
		{outbox.StageDot, 550, "发送频率过高", qq, smtp.CauseRate},
		{outbox.StageMail, 421, "4.3.2 going down", other, smtp.CauseLater},
		{outbox.StageDot, 554, "no", other, smtp.CauseUnknown},
		{outbox.StageHello, 502, "what", other, smtp.CauseUnknown},
	} {
		f := &outbox.Failure{Stage: c.at, Reply: outbox.Reply{Code: c.code, Text: c.text}}
		if got := smtp.Explain(f, c.a); got != c.want {
			t.Errorf("%v from %s: %q, want %q", f, c.a.Host, got, c.want)
		}
	}
}

func TestWordsInGBKAreExplained(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{
		Mechanisms: []string{"LOGIN"}, User: user, Password: secret,
		Faults: []smtptest.Fault{{At: smtptest.Auth, Reply: "535 " + gbk(t, "登录失败，请使用授权码登录")}},
	})
	s := withLogin(senderTo(t, server, smtp.Clear))
	_, err := s.Connect(t.Context())
	if f := failure(t, err); smtp.Explain(f, s.Account) != smtp.CauseAuthCode {
		t.Errorf("got %+v", f)
	}
}

func TestWhatBrokeIsExplained(t *testing.T) {
	wrapped := func(err error) error { return fmt.Errorf("read: %w", &net.OpError{Op: "read", Err: err}) }
	for _, c := range []struct {
		err  error
		want smtp.Cause
	}{
		{&smtp.Error{Code: smtp.NoTLS}, smtp.CauseNoTLS},
		{&smtp.Error{Code: smtp.Injected}, smtp.CauseIntruder},
		{&smtp.Error{Code: smtp.NoMechanism}, smtp.CauseMechanism},
		{&smtp.Error{Code: smtp.TooLarge}, smtp.CauseSize},
		{&smtp.Error{Code: smtp.Unsupported}, smtp.CauseExtension},
		{&smtp.Error{Code: smtp.BadCAFile}, smtp.CauseCAFile},
		{&smtp.Error{Code: smtp.CommandFailed}, smtp.CauseSecret},
		{&smtp.Error{Code: smtp.Protocol}, smtp.CauseUnknown},
		{x509.CertificateInvalidError{Reason: x509.Expired}, smtp.CauseExpired},
		{x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign}, smtp.CauseAuthority},
		{&net.DNSError{IsNotFound: true}, smtp.CauseNoHost},
		{&net.DNSError{IsTimeout: true}, smtp.CauseNoDNS},
		{wrapped(syscall.ECONNREFUSED), smtp.CauseRefused},
		{wrapped(syscall.ENETUNREACH), smtp.CauseNoRoute},
		{wrapped(os.ErrDeadlineExceeded), smtp.CauseTimeout},
		{context.DeadlineExceeded, smtp.CauseTimeout},
		{io.EOF, smtp.CauseBroken},
		{wrapped(syscall.ECONNRESET), smtp.CauseBroken},
		{wrapped(syscall.EPIPE), smtp.CauseBroken},
		{context.Canceled, smtp.CauseUnknown},
		{errors.New("what"), smtp.CauseUnknown},
		{nil, smtp.CauseUnknown},
	} {
		if got := smtp.Explain(&outbox.Failure{Stage: outbox.StageConnect, Err: c.err}, smtp.Account{}); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
	if got := smtp.Explain(nil, smtp.Account{}); got != smtp.CauseUnknown {
		t.Errorf("nothing: %q", got)
	}
}
