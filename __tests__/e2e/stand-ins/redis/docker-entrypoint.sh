#!/bin/bash
set -e
as_redis=(setpriv --reuid redis --regid redis --clear-groups)
may() { setpriv --dump | grep -q "^Capability bounding set:.*\b$1\b"; }

if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ] && may setuid && may setgid; then
  find . -print0 | while IFS= read -r -d '' path; do
    if "${as_redis[@]}" test -r "$path" -a -w "$path"; then continue; fi
    chown redis "$path" || echo "owner of $path not changed"
    if [ -d "$path" ]; then mode=u+rwx; else mode=u+rw; fi
    chmod "$mode" "$path" || echo "mode of $path not changed"
  done
  exec "${as_redis[@]}" --nnp --inh-caps=-all --ambient-caps=-all --bounding-set=-all "$0" "$@"
fi
umask 0077
exec "$@"
