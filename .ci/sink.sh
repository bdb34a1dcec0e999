# Postfix's smtp-sink as a server; sourced after mail.sh.
# shellcheck shell=bash disable=SC2154 # place is of mail.sh

# sink PORT OPTION…: runs one; its messages are files of $place/sunk/PORT, and its process is $sink.
sink() {
	local port=$1
	shift
	mkdir -p "$place/sunk/$port"
	chown nobody "$place/sunk/$port"
	(cd "$place" && exec smtp-sink "$@" -u nobody -d "sunk/$port/" "127.0.0.1:$port" 16) 2>>"$place/sink.log" &
	sink=$!
	own "$sink"
	wait_for listens "$port"
}
# unsink: ends the last one.
unsink() {
	kill "$sink"
	wait "$sink" 2>/dev/null || true
	unset 'owned[-1]'
}
# sunk ID [FOLDER]: how often a letter is in the sinks, or in one of them, under any of the Message-IDs it ever had.
sunk() { { grep -rl "^Message-ID: <$1[@.]" "$place/sunk/${2:-}" || true; } | wc -l; }
