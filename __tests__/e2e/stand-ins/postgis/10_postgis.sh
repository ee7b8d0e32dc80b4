#!/bin/bash
set -e
export PGUSER="$POSTGRES_USER"
psql -c "CREATE DATABASE template_postgis IS_TEMPLATE true"
for DB in template_postgis "$POSTGRES_DB"; do
  psql --dbname="$DB" -c 'CREATE EXTENSION IF NOT EXISTS postgis; CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;'
done
