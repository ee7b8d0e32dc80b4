#!/bin/bash
set -e
source /docker-entrypoint.sh
