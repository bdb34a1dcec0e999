# A mail server of one's own: Postfix, with logins and mailboxes by Dovecot. Sourced after mail.sh. It takes mail for
# example.com and douyin.com on loopback ports with TLS and a login only, and nothing leaves it but into its Maildirs.
# shellcheck shell=bash disable=SC2154 # place is of mail.sh
mail_user=zhangsan@example.com
mail_password=Kx7-unmistakable-Secret-93qT

# start_mail: sets port_starttls (every mechanism), port_plain and port_login (TLS from the first byte) and ca.
start_mail() {
	local conf=$place/postfix queue=$place/queue name
	read -r port_starttls port_plain port_login < <(free_ports 3)
	ca=$place/ca.pem
	mkdir -p "$conf" "$queue" "$place/data" "$place/dovecot" "$place/mail"
	chmod 755 "$conf" "$queue" "$place/dovecot"
	chown postfix "$place/data"
	chown nobody:nogroup "$place/mail"

	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=authority of a test' \
		-keyout "$place/ca.key" -out "$ca" 2>/dev/null
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=localhost' \
		-keyout "$place/server.key" -out "$place/server.csr" 2>/dev/null
	openssl x509 -req -in "$place/server.csr" -CA "$ca" -CAkey "$place/ca.key" -CAcreateserial -days 2 \
		-extfile <(echo 'subjectAltName=DNS:localhost,IP:127.0.0.1') -out "$place/server.pem" 2>/dev/null

	printf '%s:{PLAIN}%s\n' "$mail_user" "$mail_password" >"$place/users"
	cat >"$place/dovecot.conf" <<-CONF
		protocols = lmtp
		base_dir = $place/dovecot
		state_dir = $place/dovecot
		log_path = $place/dovecot.log
		ssl = no
		auth_mechanisms = plain login scram-sha-256
		auth_verbose = yes
		# What slows a stranger down who guesses only slows this down.
		auth_failure_delay = 0
		service anvil {
		  unix_listener anvil-auth-penalty {
		    mode = 0
		  }
		}
		passdb {
		  driver = passwd-file
		  args = $place/users
		}
		userdb {
		  driver = static
		  args = uid=nobody gid=nogroup home=$place/mail/%u allow_all_users=yes
		}
		first_valid_gid = 0
		mail_location = maildir:~/Maildir
		# Lines end in a file as they did on the wire: what is compared is bytes.
		mail_save_crlf = yes
		service auth {
		  unix_listener $queue/private/auth {
		    mode = 0600
		    user = postfix
		  }
		}
		service lmtp {
		  unix_listener $queue/private/mailbox {
		    mode = 0600
		    user = postfix
		  }
		}
	CONF
	chmod 644 "$place/users"

	cat >"$conf/main.cf" <<-CONF
		compatibility_level = 3.6
		queue_directory = $queue
		data_directory = $place/data
		mail_owner = postfix
		maillog_file = $place/postfix.log
		maillog_file_prefixes = $place
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		myhostname = localhost
		mydestination =
		alias_maps =
		smtpd_peername_lookup = no
		disable_dns_lookups = yes
		# Into the mailboxes here or nowhere.
		virtual_mailbox_domains = example.com, douyin.com
		virtual_mailbox_maps = static:all
		virtual_transport = lmtp:unix:private/mailbox
		local_transport = error:nothing is delivered here
		default_transport = error:nothing leaves this machine
		relay_transport = error:nothing leaves this machine
		smtpd_sasl_type = dovecot
		smtpd_sasl_path = private/auth
		smtpd_sasl_auth_enable = yes
		smtpd_tls_auth_only = yes
		smtpd_tls_security_level = encrypt
		smtpd_tls_cert_file = $place/server.pem
		smtpd_tls_key_file = $place/server.key
		smtpd_client_restrictions = permit_sasl_authenticated, reject
		smtpd_relay_restrictions = permit_sasl_authenticated, reject
		smtpd_error_sleep_time = 0
	CONF
	cat >"$conf/master.cf" <<-CONF
		127.0.0.1:$port_starttls inet n - n - - smtpd
		127.0.0.1:$port_plain inet n - n - - smtpd
		  -o smtpd_tls_wrappermode=yes -o smtpd_sasl_mechanism_filter=plain
		127.0.0.1:$port_login inet n - n - - smtpd
		  -o smtpd_tls_wrappermode=yes -o smtpd_sasl_mechanism_filter=login
		cleanup unix n - n - 0 cleanup
		qmgr unix n - n 300 1 qmgr
		rewrite unix - - n - - trivial-rewrite
		bounce unix - - n - 0 bounce
		defer unix - - n - 0 bounce
		trace unix - - n - 0 bounce
		error unix - - n - - error
		lmtp unix - - n - - lmtp
		anvil unix - - n - 1 anvil
		proxymap unix - - n - - proxymap
		tlsmgr unix - - n 1000? 1 tlsmgr
		postlog unix-dgram n - n - 1 postlogd
	CONF
	# Nothing of the person who runs this reaches the servers.
	env -i PATH="$PATH" postfix -c "$conf" check >"$place/check.log" 2>&1
	env -i PATH="$PATH" dovecot -F -c "$place/dovecot.conf" >"$place/dovecot.out.log" 2>&1 &
	own $!
	# What `postfix start-fg` runs: that itself leaves its server behind when it is ended.
	env -i PATH="$PATH" MAIL_CONFIG="$conf" "$(postconf -c "$conf" -h daemon_directory)/master" -s \
		>"$place/postfix.out.log" 2>&1 &
	own $!
	for name in auth mailbox; do
		wait_for test -S "$queue/private/$name"
	done
	for name in "$port_starttls" "$port_plain" "$port_login"; do
		wait_for listens "$name"
	done
}

# account NAME PORT TLS [MORE]: a line of JSON for an account of the server; MORE is more of its object.
account() {
	printf '{"name":"%s","address":"%s","host":"127.0.0.1","port":%d,"tls":"%s","user":"%s","auth":"password","ca_file":"%s"%s}' \
		"$1" "$mail_user" "$2" "$3" "$mail_user" "$ca" "${4:-}"
}
# accounts JSON…: makes these the settings; the first is the default.
accounts() {
	local IFS=,
	mkdir -p "$HOME/.config/draft"
	printf '{"accounts":[%s],"default":"work"}\n' "$*" >"$HOME/.config/draft/config.json"
	chmod 600 "$HOME/.config/draft/config.json"
}

# arrived ADDRESS MESSAGE-ID: prints the files in the mailbox that hold the message.
arrived() { grep -rlF "Message-ID: $2" "$place/mail/$1/Maildir/new" 2>/dev/null; }
# queue_empty: whether Postfix has no message left under way.
queue_empty() { [[ -z $(find "$place"/queue/{maildrop,incoming,active,deferred,hold,corrupt} -type f 2>/dev/null) ]]; }
