# What the mail scripts of e2e.d share; sourced by them: letters and what became of them, servers on loopback ports in a
# temporary folder, all of them gone when the script ends.
# shellcheck shell=bash
export DRAFT_LANG=en LANG=C.UTF-8
unset DRAFT_SMTP_PASSWORD

((EUID == 0)) || {
	echo 'this runs as root: mail servers change users, and file systems are mounted' >&2
	exit 1
}

# Postfix's users must get to its queue through every folder above it, and a socket's path is short.
place=$(mktemp -d /tmp/draft-mail.XXXXXX)
chmod 711 "$place"

# own PID…: servers that end with the script, the last one first. They run in folders of $place.
owned=()
own() { owned+=("$@"); }
at_place() { # the processes that do
	local link
	for link in /proc/[0-9]*/cwd; do
		[[ $(readlink "$link" 2>/dev/null) != "$place"* ]] || basename "${link%/cwd}"
	done
}
nobody_at_place() { [[ -z $(at_place) ]]; }

end_all() {
	local code=$?
	trap - EXIT
	cd /
	for ((i = ${#owned[@]} - 1; i >= 0; i--)); do
		kill "${owned[i]}" 2>/dev/null || true
		wait "${owned[i]}" 2>/dev/null || true
	done
	# Their children have until now to notice.
	if ! (wait_for nobody_at_place) 2>/dev/null; then
		echo 'servers had to be killed' >&2
		# shellcheck disable=SC2046 # numbers
		kill -9 $(at_place) 2>/dev/null || true
		((code)) || code=1
	fi
	if ((code != 0)); then
		tail -n 20 "$place"/*.log >&2 2>/dev/null || true
	fi
	rm -rf "$place"
	exit "$code"
}
trap end_all EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

fail() {
	echo "$*" >&2
	exit 1
}

# wait_for COMMAND: waits until it succeeds, 30 seconds at most.
wait_for() {
	local end=$((SECONDS + 30))
	until "$@"; do
		((SECONDS < end)) || fail "waited in vain for: $*"
		sleep 0.05
	done
}

# free_ports N: that many ports of this machine that nobody listens on, in a line.
free_ports() {
	python3 - "$1" <<-'PYTHON'
		import socket, sys
		held = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
		print(*(s.getsockname()[1] for s in held))
	PYTHON
}

# listens PORT: whether somebody does, without a word to the server there.
listens() { ss -Hltn "sport = :$1" | grep -q .; }

# Letters. Each is about a matter of its own, for what went before is not sent again unasked.
store() { printf '%s\n' "${XDG_DATA_HOME:-$HOME/.local/share}/draft"; }
ask_store() { sqlite3 -readonly -cmd '.timeout 5000' "$(store)/draft.db" "$1"; }
# keep [ARGUMENT…]: keeps a letter with two attachments and prints its ID.
keep() {
	local matter
	matter=$(ask_store 'SELECT 1000 + count(*) FROM letters' 2>/dev/null) || matter=1000
	"$DRAFT" refund --answers "$SOURCE/examples/refund.yaml" --set "order_no=420000234520261118$matter" \
		--no-input "$@" -o - >/dev/null 2>"$place/kept" || { cat "$place/kept" >&2; return 1; }
	ask_store 'SELECT id FROM letters ORDER BY number DESC LIMIT 1'
}
status() { ask_store "SELECT status FROM letters WHERE id = '$1'"; }
message() { printf '%s/messages/%s\n' "$(store)" "$(ask_store "SELECT file FROM letters WHERE id = '$1'")"; }

# run CODE COMMAND…: runs it, keeps what it says in the files said and out, and wants this exit code.
run() {
	local want=$1 code=0
	shift
	"$@" >"$place/out" 2>"$place/said" || code=$?
	((code == want)) && return
	cat "$place/out" "$place/said" >&2
	fail "exit $code, not $want: $*"
}
# is STATUS ID: wants a letter to be so.
is() {
	local now
	now=$(status "$2")
	[[ $now == "$1" ]] || fail "letter $2 is $now, not $1"
}
# said TEXT: wants the last run to have said it.
said() { grep -qF -- "$1" "$place/said" || { cat "$place/said" >&2; fail "it did not say: $1"; }; }
