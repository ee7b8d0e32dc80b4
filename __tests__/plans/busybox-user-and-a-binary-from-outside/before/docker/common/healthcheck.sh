#!/bin/sh
PORT=${SHELF_PORT:-80}
wget -q --spider "http://127.0.0.1:$PORT/health" || exit 1
