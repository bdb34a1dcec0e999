# shellcheck shell=bash
# Shared by the scripts in this folder; sourced, never run. The caller has set -euo pipefail.

# step NAME: a heading with the seconds since the script began; the name is kept for the failure message.
step_name=start
step() {
	step_name=$1
	printf '\n== %s  [%ds]\n' "$1" "$SECONDS"
}

# scratch: one temporary folder for the whole run, removed at the end, outside the tree.
scratch=$(mktemp -d)

# What tells apt to start no service. Where there is none, need makes one for its own time.
policy=/usr/sbin/policy-rc.d
policy_remove=(true)

finish() {
	local code=$?
	trap - EXIT
	"${policy_remove[@]}"
	# Go makes the module cache read-only, should anything have put one here.
	chmod -R u+w "$scratch" 2>/dev/null || true
	rm -rf "$scratch"
	if ((code != 0)); then
		printf '\n== FAILED in "%s" after %ds (exit %d)\n' "$step_name" "$SECONDS" "$code" >&2
	fi
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# tool PACKAGE VERSION: prints the path of a Go tool of exactly that version, built with the Go that builds the module and kept
# in the cache for the next run. Run it from the root of the module.
tool() {
	local package=$1 version=$2 name=${1%/v[0-9]} go dir
	name=${name##*/}
	go=$(go env GOVERSION)
	dir=${XDG_CACHE_HOME:-$HOME/.cache}/draft-ci/bin/$name-$version-$go
	if [[ ! -x $dir/$name ]]; then
		echo "building $name $version with $go" >&2
		mkdir -p "$dir"
		# Built aside and moved into place: a run that was cut short leaves no half tool behind.
		GOTOOLCHAIN=$go GOFLAGS="" GOBIN=$scratch/bin go install "$package@$version" >&2
		mv "$scratch/bin/$name" "$dir/$name"
	fi
	printf '%s\n' "$dir/$name"
}

# need COMMAND[=PACKAGE]...: installs the Debian packages of the commands that are not there. A service among them is not
# started: scripts run their own.
need() {
	local want missing=() as=()
	for want in "$@"; do
		command -v "${want%%=*}" >/dev/null || missing+=("${want#*=}")
	done
	((${#missing[@]})) || return 0
	if ! command -v apt-get >/dev/null; then
		echo "missing: ${missing[*]} (no apt-get here; install them by hand)" >&2
		return 1
	fi
	if ((EUID != 0)); then
		if ! command -v sudo >/dev/null; then
			echo "missing: ${missing[*]} (not root and no sudo; install them by hand)" >&2
			return 1
		fi
		as=(sudo)
	fi
	echo "installing ${missing[*]}"
	if [[ ! -e $policy ]]; then
		policy_remove=("${as[@]}" rm -f "$policy")
		printf '#!/bin/sh\nexit 101\n' | "${as[@]}" install -m 755 /dev/stdin "$policy"
	fi
	# Postfix would ask what it is for. Nothing: so it gets no settings, without which it does not start.
	if [[ " ${missing[*]} " == *' postfix '* ]]; then
		echo 'postfix postfix/main_mailer_type select No configuration' | "${as[@]}" debconf-set-selections
	fi
	local installed=true
	if ! { "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
		"${as[@]}" env DEBIAN_FRONTEND=noninteractive \
			apt-get -q -y --no-install-recommends install "${missing[@]}"; } </dev/null >"$scratch/apt.log" 2>&1; then
		installed=false
		tail -n 40 "$scratch/apt.log" >&2
	fi
	"${policy_remove[@]}"
	$installed
}
