#!/bin/sh
set -e
file=$(grep -Rl datadir /etc/my.cnf /etc/mysql | head -n 1)
sed -i -e '/^datadir/s,/var/lib/,/srv/,' "$file"
