#!/bin/sh
# The command that starts the modules is worked out at the first start and kept, as in the image.
set -e
mkdir -p "$TMPDIR"
if [ ! -f "$JETTY_BASE/jetty.start" ]; then
  command=$(java "-Djetty.home=$JETTY_HOME" -jar "$JETTY_HOME/start.jar" --dry-run "-Djava.io.tmpdir=$TMPDIR")
  echo "exec $command" >"$JETTY_BASE/jetty.start"
fi
. "$JETTY_BASE/jetty.start"
