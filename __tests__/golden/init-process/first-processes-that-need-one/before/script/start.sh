#!/bin/sh
set -e
/opt/server --port 80
