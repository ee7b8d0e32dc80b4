#!/bin/sh
sed -ri 's/^(ENV TOOL_VERSION) .*$/\1 '"$1"'/' images/Dockerfile
grep -q '^ENV LANG=' images/Dockerfile
