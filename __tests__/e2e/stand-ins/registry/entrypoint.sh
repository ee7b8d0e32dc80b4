#!/bin/sh
set -e
case "$1" in *.yaml | *.yml) set -- docker-registry serve "$@" ;; esac
exec "$@"
