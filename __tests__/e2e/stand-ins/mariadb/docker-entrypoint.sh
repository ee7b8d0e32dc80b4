#!/bin/bash
set -eo pipefail
if [ "$(id -u)" = 0 ]; then
  find /var/lib/mysql \! -user mysql \( -exec chown mysql: '{}' + -o -true \)
  find /run/mysqld -maxdepth 0 \! -user mysql \( -exec chown mysql: '{}' \; -o -true \)
  "$@" --verbose --help >/dev/null 2>/tmp/config.err
  exec gosu mysql "$0" "$@"
fi
if [ ! -d /var/lib/mysql/mysql ]; then
  mariadb-install-db --datadir=/var/lib/mysql --skip-test-db --auth-root-authentication-method=normal >/dev/null
  "$@" --skip-networking --socket=/run/mysqld/mysqld.sock &
  for _ in $(seq 60); do mariadb-admin --socket=/run/mysqld/mysqld.sock ping >/dev/null 2>&1 && break; sleep 0.5; done
  mariadb -u root --socket=/run/mysqld/mysqld.sock -e "CREATE USER healthcheck@'127.0.0.1'; CREATE DATABASE app"
  mariadb-admin -u root --socket=/run/mysqld/mysqld.sock shutdown
  wait
fi
exec "$@"
