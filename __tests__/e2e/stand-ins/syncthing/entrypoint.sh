#!/bin/sh
set -eu
[ "$(id -u)" = 0 ] || exec "$@"
setcap -r "$1" 2>/dev/null || true
chown "$PUID:$PGID" "$HOME" || true
exec gosu "$PUID:$PGID" env HOME="$HOME" "$@"
