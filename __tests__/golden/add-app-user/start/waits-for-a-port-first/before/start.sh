#!/bin/sh
set -e
wait-for-it db:5432
exec gunicorn --bind 0.0.0.0:5000 app:app
