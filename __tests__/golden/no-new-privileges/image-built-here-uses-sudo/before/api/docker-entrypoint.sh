#!/bin/sh
# no sudo here: gosu gives root up
chown -R node /data
exec gosu node "$@"
