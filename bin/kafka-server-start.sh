#!/bin/sh
# Starts a broker: kafka-server-start.sh [-daemon] server.properties [--override property=value]*
. "$(dirname -- "$(readlink -f -- "$0")")/launch.inc.sh"

if [ $# -lt 1 ]; then
    echo "USAGE: $0 [-daemon] server.properties [--override property=value]*" >&2
    exit 1
fi
if [ "$1" = "-daemon" ]; then
    shift
    logs=${LOG_DIR:-"$here/../logs"}
    mkdir -p "$logs" || exit 1
    # In the background, without the terminal; the output goes where Kafka's goes.
    nohup "$0" "$@" >"$logs/kafkaServer.out" 2>&1 </dev/null &
    exit 0
fi
launch needletail-server "$@"
