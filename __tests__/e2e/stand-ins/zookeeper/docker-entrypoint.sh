#!/bin/bash
set -e
if [[ "$1" = zkServer.sh && "$(id -u)" = 0 ]]; then
  chown -R zookeeper "$ZOO_DATA_DIR" "$ZOO_DATA_LOG_DIR" "$ZOO_LOG_DIR"
  exec gosu zookeeper "$0" "$@"
fi
if [[ ! -f "$ZOO_CONF_DIR/zoo.cfg" ]]; then
  printf '%s\n' "dataDir=$ZOO_DATA_DIR" "dataLogDir=$ZOO_DATA_LOG_DIR" tickTime=2000 initLimit=5 syncLimit=2 \
    standaloneEnabled=true clientPort=2181 >"$ZOO_CONF_DIR/zoo.cfg"
fi
[[ -f "$ZOO_DATA_DIR/myid" ]] || echo 1 >"$ZOO_DATA_DIR/myid"
exec "$@"
