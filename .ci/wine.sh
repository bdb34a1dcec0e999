# The Windows program under wine; sourced after mail.sh.
# shellcheck shell=bash disable=SC2154 # place is of mail.sh

# A new Windows with little in it: no menus, no .NET, no browser.
export WINEPREFIX=$place/wine WINEDEBUG=-all WINEDLLOVERRIDES='winemenubuilder.exe=d;mscoree=;mshtml='
PATH=$PATH:/usr/lib/wine
unset DISPLAY
mkdir "$WINEPREFIX"
# Its server ends with the script, and all Windows processes with it.
(
	cd "$place"
	wineserver64 --foreground --persistent &
	trap 'wineserver64 --kill || kill "$!"; wait' TERM
	wait
) 2>>"$place/wine.log" &
own "$!"
wait_for test -s "$WINEPREFIX/wineserver" # where the others find it
wine64 wineboot --init >>"$place/wine.log" 2>&1
drive=$WINEPREFIX/drive_c

# Go asks a library for its random numbers that the wine of Debian 12 does not have: one function, which is another
# library's under its own name.
if [[ ! -e $drive/windows/system32/bcryptprimitives.dll ]]; then
	printf 'EXPORTS\nProcessPrng = advapi32.SystemFunction036\n' >"$place/prng.def"
	x86_64-w64-mingw32-dlltool -D bcryptprimitives.dll -d "$place/prng.def" -e "$place/prng.o"
	x86_64-w64-mingw32-ld --shared --entry 0 -o "$drive/windows/system32/bcryptprimitives.dll" "$place/prng.o"
fi

linux=$DRAFT
# windows ARGUMENT…: runs the Windows program.
windows() { wine64 "$linux.exe" "$@"; }
# From here on mail.sh keeps letters in the store of Windows and looks there, and DRAFT is the Windows program.
export DRAFT=$place/draft
printf '#!/bin/sh\nexec wine64 %q "$@"\n' "$linux.exe" >"$DRAFT"
chmod +x "$DRAFT"
store() { echo "$drive/users/$(id -un)/AppData/Local/draft/store"; }
