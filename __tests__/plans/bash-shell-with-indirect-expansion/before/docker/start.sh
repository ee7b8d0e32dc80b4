#!/usr/bin/env bash
if [ -z "$SECRET_KEY_BASE" ]; then
  export SECRET_KEY_BASE=$(openssl rand -hex 64)
fi
exec /usr/bin/supervisord -c /etc/supervisord.conf
