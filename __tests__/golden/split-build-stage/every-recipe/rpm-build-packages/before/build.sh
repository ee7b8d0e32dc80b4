#!/bin/sh
gcc -o /srv/start /srv/start.c -lssl
