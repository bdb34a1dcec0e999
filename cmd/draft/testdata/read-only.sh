# read-only.sh FOLDER COMMAND…: runs a command for which nothing in a folder can be written, not even by root.
exec unshare --mount sh -c 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"' sh "$@"
