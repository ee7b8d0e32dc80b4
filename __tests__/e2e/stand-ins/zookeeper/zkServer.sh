#!/bin/sh
# Debian's own reads /etc/zookeeper.
set -e
exec java -cp "/usr/share/java/*" org.apache.zookeeper.server.quorum.QuorumPeerMain "$ZOO_CONF_DIR/zoo.cfg"
