#!/bin/sh
apk add jq
