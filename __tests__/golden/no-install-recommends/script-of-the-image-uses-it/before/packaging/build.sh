#!/bin/sh
set -e
cd /src
dpkg-buildpackage -us -uc -b
fakeroot debian/rules binary
