#!/bin/bash
exec mariadb --protocol tcp -h 127.0.0.1 -u healthcheck -e 'select 1' >/dev/null
