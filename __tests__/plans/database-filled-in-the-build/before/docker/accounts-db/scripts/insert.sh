#!/usr/bin/env bash
set -e
mongo accounts /tmp/scripts/accounts.js
