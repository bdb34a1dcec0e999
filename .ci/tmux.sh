# Driving a program in a real terminal; sourced by scripts of .ci/e2e.d.
# shellcheck shell=bash
export LANG=C.UTF-8 DRAFT_LANG=zh TERM=xterm-256color

socket=none
screen() { tmux -L "$socket" capture-pane -p -t draft; }
# see TEXT: waits until the screen shows it, 20 seconds at most.
see() {
	for ((i = 0; i < 200; i++)); do
		if screen | grep -qF -- "$1"; then return; fi
		sleep 0.1
	done
	echo "waited in vain for: $1" >&2
	screen >&2
	return 1
}
# wait_for COMMAND: waits until it succeeds, 20 seconds at most.
wait_for() {
	for ((i = 0; i < 200; i++)); do
		if "$@"; then return; fi
		sleep 0.1
	done
	echo "waited in vain for: $*" >&2
	return 1
}
type_() { tmux -L "$socket" send-keys -t draft -l -- "$1"; }
key() { tmux -L "$socket" send-keys -t draft "$@"; }
answer() { see "$1" && type_ "$2" && key Enter; }
start() { # WIDTH COMMAND
	socket=draft-$1-$$
	tmux -L "$socket" -f /dev/null new-session -d -s draft -x "$1" -y "${HEIGHT:-24}" bash --norc
	type_ "PS1='ready> '; $2"
	key Enter
}
stop() { tmux -L "$socket" kill-server; }
trap 'stop 2>/dev/null || true' EXIT # a script that failed leaves no terminal behind

# same_letter FILE.json FILE.json: both results are of one letter, wherever it was written to.
same_letter() {
	python3 - "$@" <<-'PYTHON'
		import json, sys
		a, b = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
		for said in a, b:
		    said.pop("output", None) # a file does not hold its own name
		    said.pop("id", None) # each is kept as one of its own
		    del said["values"]["evidence"]
		assert a == b, "the letters differ:\n%s\n%s" % (a, b)
	PYTHON
}
