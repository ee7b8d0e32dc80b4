#!/bin/sh
set -e
echo "$(ls /tmp/public) is there"
exec "$@"
