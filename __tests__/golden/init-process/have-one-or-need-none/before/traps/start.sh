#!/bin/sh
/opt/server &
trap "kill $!" TERM
wait
