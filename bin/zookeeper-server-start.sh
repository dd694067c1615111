#!/bin/sh
# Starts a ZooKeeper server: zookeeper-server-start.sh [-daemon] zookeeper.properties
# ZOOKEEPER_HOME names an unpacked ZooKeeper; without it Debian's jars are used.
# KAFKA_HEAP_OPTS, KAFKA_OPTS and, with -daemon, LOG_DIR are honoured.
set -eu
if [ "${1:-}" = -daemon ]; then
    shift
    logs=${LOG_DIR:-$(dirname "$0")/../logs}
    mkdir -p "$logs"
    nohup "$0" "$@" </dev/null >"$logs/zookeeper.out" 2>&1 &
    exit 0
fi
if [ $# -ne 1 ]; then
    echo "USAGE: $0 [-daemon] zookeeper.properties" >&2
    exit 1
fi
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" >/dev/null; then
    echo "$0: there is no $java; \`bin/install-packages run\` installs one" >&2
    exit 1
fi
if [ -n "${ZOOKEEPER_HOME:-}" ]; then
    classpath="$ZOOKEEPER_HOME/lib/*:$ZOOKEEPER_HOME/*"
else
    classpath=/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar
fi
# Kafka's clients send and accept nodes of up to 4 MiB; the server's own bound is 1 MiB.
exec "$java" ${KAFKA_HEAP_OPTS:--Xmx256m} -XX:+UseSerialGC -Djute.maxbuffer=4194304 \
    -Dorg.slf4j.simpleLogger.showDateTime=true -Dorg.slf4j.simpleLogger.showShortLogName=true \
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss,SSS" \
    ${KAFKA_OPTS:-} -cp "$classpath" org.apache.zookeeper.server.quorum.QuorumPeerMain "$1"
