#!/bin/sh
set -e
if [ ! -f "/config/settings.json" ]; then
  cp -a /defaults/settings.json /config/settings.json
fi
exec shelf "$@"
