#!/bin/bash
if test -z "$MONGODB_PASSWORD"; then
    echo "MONGODB_PASSWORD is not set"
    exit 1
fi
mongod --fork --logpath /var/log/mongod.log
mongo admin --eval "db.createUser({user: 'app', pwd: '$MONGODB_PASSWORD', roles: ['readWrite']})"
mongo accounts /accounts.js
killall mongod
sleep 1
exec mongod --auth --bind_ip_all
