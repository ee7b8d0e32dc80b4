#!/bin/bash
set -e
service ssh start
python /site/manage.py runserver 0.0.0.0:8000
