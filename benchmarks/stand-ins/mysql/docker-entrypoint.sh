#!/bin/bash
# Makes the database, the account and the passwords that the variables of the original say, where there are none yet.
set -eo pipefail
root=${MYSQL_ROOT_PASSWORD:-$MARIADB_ROOT_PASSWORD} database=${MYSQL_DATABASE:-$MARIADB_DATABASE}
user=${MYSQL_USER:-$MARIADB_USER} password=${MYSQL_PASSWORD:-$MARIADB_PASSWORD}
if [ ! -d /var/lib/mysql/mysql ]; then
  install -d -o mysql -g mysql /var/lib/mysql /run/mysqld
  mariadb-install-db --user=mysql --datadir=/var/lib/mysql --skip-test-db --auth-root-authentication-method=normal >/dev/null
  {
    [ -z "$database" ] || echo "CREATE DATABASE IF NOT EXISTS \`$database\`;"
    [ -z "$user" ] || [ "$user" = root ] || echo "CREATE USER '$user'@'%' IDENTIFIED BY '$password'; GRANT ALL ON *.* TO '$user'@'%';"
    echo "CREATE USER 'root'@'%' IDENTIFIED BY '$root'; GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;"
  } >/tmp/first.sql
  chmod 644 /tmp/first.sql
  set -- "$@" --init-file=/tmp/first.sql
fi
exec "$@"
