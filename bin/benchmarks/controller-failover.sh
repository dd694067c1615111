#!/bin/bash
# Measures how long the cluster is without a controller: three controllers without brokers around them,
# a real ZooKeeper with partitions of two replicas each, a third of them led by the broker whose
# controller goes. From the loss of /controller to the last order of its successor, encoded for the
# wire.
#
#   bin/bench controller-failover [partitions...]    default: 1000 10000 100000
#
# IN_FLIGHT=10 is zookeeper.max.in.flight.requests.
set -euo pipefail
cd "$(dirname "$0")/../.."

[ $# -gt 0 ] || set -- 1000 10000 100000
swift build -c release --static-swift-stdlib --product ControllerBenchmark >&2
built=$(swift build -c release --static-swift-stdlib --show-bin-path)
work=$(mktemp -d "${TMPDIR:-/tmp}/needletail-bench.XXXXXX")
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$server" ] || wait "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
done
cat >"$work/zookeeper.properties" <<END
dataDir=$work/data
clientPort=$port
clientPortAddress=127.0.0.1
admin.enableServer=false
maxClientCnxns=0
END
# The data need not survive the machine.
KAFKA_OPTS="-Dzookeeper.forceSync=no" KAFKA_HEAP_OPTS="-Xmx1g" \
    bin/zookeeper-server-start.sh "$work/zookeeper.properties" >"$work/log" 2>&1 &
server=$!
for _ in $(seq 600); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    sleep 0.1
done

echo "$(nproc) processors, Linux $(uname -r), load $(cut -d' ' -f1 /proc/loadavg)"
for partitions in "$@"; do
    "$built/ControllerBenchmark" "127.0.0.1:$port/run-$partitions" "$partitions" "${IN_FLIGHT:-10}"
done
