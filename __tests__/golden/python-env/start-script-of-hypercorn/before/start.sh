#!/bin/sh
exec hypercorn --bind 0.0.0.0:80 app:app
