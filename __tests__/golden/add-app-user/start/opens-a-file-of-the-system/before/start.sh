#!/bin/sh
chmod 644 /etc/app.conf
exec node index.js
