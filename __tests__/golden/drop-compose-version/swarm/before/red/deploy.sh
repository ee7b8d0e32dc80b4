#!/bin/sh
docker stack deploy -c compose.yml red
