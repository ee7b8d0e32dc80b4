#!/bin/sh
set -e
if [ "$1" = valkey-server ]; then
  if [ "$(id -u)" = 0 ]; then
    find . \! -user valkey -exec chown valkey '{}' +
    exec setpriv --reuid=valkey --regid=valkey --clear-groups -- "$0" "$@"
  fi
  [ -w . ] || { echo "$(id -u) may not write here" >&2; exit 1; }
fi
umask 0077
exec "$@"
