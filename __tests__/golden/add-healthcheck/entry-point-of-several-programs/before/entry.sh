#!/bin/bash
set -e

server() {
  exec gunicorn -b 0.0.0.0:5000 shop:app
}

worker() {
  exec rq worker
}

help() {
  echo "server, worker, debug or preview-*"
}

case "$1" in
  server)
    shift
    server
    ;;
  worker)
    worker
    ;;
  debug | preview-*)
    exec python manage.py runserver 0.0.0.0:8000
    ;;
  help)
    help
    ;;
  *)
    exec "$@"
    ;;
esac
