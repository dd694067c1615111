#!/bin/sh
# Sends SIGTERM (or $SIGNAL) to every ZooKeeper server on this machine.
# The brackets keep the search from finding itself.
pids=$(grep -la 'org\.apache\.zookeeper\.server\.quorum\.QuorumPeer[M]ain' /proc/[0-9]*/cmdline \
    2>/dev/null | cut -d/ -f3)
if [ -z "$pids" ]; then
    echo "No zookeeper server to stop"
    exit 1
fi
exec kill -s "${SIGNAL:-TERM}" $pids
