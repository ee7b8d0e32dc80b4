#!/bin/sh
if command -v nginx >/dev/null; then
  echo "nginx is not used here"
fi
exec gunicorn --bind 0.0.0.0:5000 app:app
