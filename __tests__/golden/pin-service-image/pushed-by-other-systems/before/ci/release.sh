#!/bin/sh
set -e
docker push acme/feed
