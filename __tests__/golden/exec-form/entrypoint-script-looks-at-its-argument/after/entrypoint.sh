#!/bin/sh
if [ "$1" = app ]; then chown -R app /data; fi
exec "$@"
