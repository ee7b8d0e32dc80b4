#!/bin/sh
set -e

until psql $DATABASE_URL -c '\l'; do
    >&2 echo "Postgres is unavailable - sleeping"
    sleep 1
done

if [ "$1" = "uwsgi" ]; then
    python manage.py migrate --noinput
fi

exec "$@"
