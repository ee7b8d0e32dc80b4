#!/bin/sh
PGPASSWORD="$POSTGRES_PASSWORD" psql -h "$(hostname)" -U postgres -c "SELECT 1"
