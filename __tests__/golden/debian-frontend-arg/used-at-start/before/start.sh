#!/bin/sh
apt-get install -y "$EXTRA"
exec app
