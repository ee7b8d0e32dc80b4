#!/usr/bin/env bash
function wait_for_elasticsearch { until curl -s "http://elasticsearch:9200" > /dev/null; do sleep 2; done; }
function set_user_password { curl -s -u "elastic:$ELASTIC_PASSWORD" "http://elasticsearch:9200/_security/user/$1/_password" -d "{\"password\":\"$2\"}"; }
