#!/usr/bin/env bash
set -Eeuo pipefail
if [[ "$1" == apache2* ]]; then
  uid="$(id -u)"
  if [ ! -e index.php ] && [ ! -e wp-includes/version.php ]; then
    if [ "$uid" = '0' ] && [ "$(stat -c '%u:%g' .)" = '0:0' ]; then chown www-data:www-data .; fi
    tar --create --file - --directory /usr/src/wordpress --owner www-data --group www-data . | tar --extract --file -
  fi
  if [ ! -s wp-config.php ]; then
    cat wp-config-docker.php >wp-config.php
    if [ "$uid" = '0' ]; then chown www-data:www-data wp-config.php || true; fi
  fi
fi
exec "$@"
