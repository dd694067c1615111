#!/bin/sh
# ZooKeeper's own shell: zookeeper-shell.sh host:port[/path] [command args]
# ZOOKEEPER_HOME names an unpacked ZooKeeper; without it Debian's jars are used.
set -eu
if [ $# -lt 1 ]; then
    echo "USAGE: $0 zookeeper_host:port[/path] [args...]" >&2
    exit 1
fi
if [ -n "${ZOOKEEPER_HOME:-}" ]; then
    classpath="$ZOOKEEPER_HOME/lib/*:$ZOOKEEPER_HOME/*"
else
    classpath=/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar:/usr/share/java/commons-cli.jar
fi
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    -cp "$classpath" org.apache.zookeeper.ZooKeeperMain -server "$@"
