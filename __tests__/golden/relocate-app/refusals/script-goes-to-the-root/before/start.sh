#!/bin/sh
cd /
exec python app.py
