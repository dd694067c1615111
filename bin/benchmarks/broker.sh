#!/bin/bash
# Measures a broker of this checkout on this machine, beside the least that any server can do: a C
# program that receives, checks, appends and answers (Sources/BenchmarkFloor). Both are driven by the
# same raw client with ready-made batches (Sources/LoadGenerator). Takes about two minutes.
#
#   bin/bench broker [seconds for each workload, default 4]
#
# Every line has the rate, the server's own processor time per request and per GB (user and system,
# all its threads) and its resident memory. Other work on the machine moves the rates; processor
# times and their ratios to the floor hold better.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-4}
swift build -c release --static-swift-stdlib --product needletail-server >&2
swift build -c release --static-swift-stdlib --product LoadGenerator >&2
swift build -c release --static-swift-stdlib --product BenchmarkFloor >&2
built=$(swift build -c release --static-swift-stdlib --show-bin-path)

work=$(mktemp -d "${TMPDIR:-/tmp}/needletail-bench.XXXXXX")
processes=()
finish() {
    for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
    for process in "${processes[@]}"; do wait "$process" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT

# A port that nobody listens on.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

wait_for_port() {
    for _ in $(seq 600); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
        sleep 0.05
    done
    echo "nothing listens on port $1" >&2
    exit 1
}

# Seconds of processor time that a process has used.
cpu_of() {
    awk -v ticks="$(getconf CLK_TCK)" \
        '{ sub(/^.*\) /, ""); printf "%.2f\n", ($12 + $13) / ticks }' "/proc/$1/stat"
}

resident_of() { awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }

# load NAME PROCESS PORT MODE OPTIONS...: runs one workload and prints its line.
load() {
    local name=$1 process=$2 port=$3 before after result
    shift 3
    before=$(cpu_of "$process")
    result=$("$built/LoadGenerator" "$@" --port "$port" --seconds "$seconds")
    after=$(cpu_of "$process")
    echo "$result" | awk -v name="$name" -v before="$before" -v after="$after" \
        -v memory="$(resident_of "$process")" '{
            for (i = 1; i <= NF; i++) { split($i, pair, "="); value[pair[1]] = pair[2] }
            cpu = after - before
            printf "%-34s", name
            if ("p50_ms" in value) printf " p50 %s p99 %s p99.9 %s ms", value["p50_ms"], value["p99_ms"], value["p999_ms"]
            else printf " %9.0f req/s %7.1f MB/s", value["requests_per_s"], value["mb_per_s"]
            printf " %8.1f us/req", cpu * 1e6 / value["requests"]
            if (value["bytes"] > 0) printf " %6.2f cpu-s/GB", cpu * 1e9 / value["bytes"]
            printf " %5d MB\n", memory
        }'
}

# workloads LABEL PROCESS PORT OPTIONS...
workloads() {
    local label=$1 process=$2 port=$3
    shift 3
    load "$label produce 1 MB" "$process" "$port" produce --topic large --batch-size 1000000 \
        --record-size 1000 --in-flight 4 "$@"
    load "$label produce 100 kB of 100 B" "$process" "$port" produce --topic medium \
        --batch-size 100000 --record-size 100 --in-flight 4 "$@"
    load "$label produce 16 kB" "$process" "$port" produce --topic small --batch-size 16000 \
        --record-size 1000 --in-flight 4 "$@"
    load "$label unbatched, 4 x 32" "$process" "$port" produce --topic single --connections 4 \
        --in-flight 32 --partitions 4 "$@"
    load "$label unbatched, one at a time" "$process" "$port" produce --topic single "$@"
    load "$label open loop, 500/s" "$process" "$port" open --topic open --rate 500 \
        --connections 4 "$@"
    load "$label open loop, 5000/s" "$process" "$port" open --topic open --rate 5000 \
        --connections 4 "$@"
}

# fetch LABEL PROCESS PORT OPTIONS...: reads what is written first, all of it in the page cache.
fetch() {
    local label=$1 process=$2 port=$3
    shift 3
    "$built/LoadGenerator" produce --topic read --batch-size 16000 --record-size 1000 \
        --in-flight 4 --port "$port" --seconds 1 "$@" >"$work/ignored"
    load "$label fetch from cache" "$process" "$port" fetch --topic read --batch-size 16000 \
        --record-size 1000 "$@"
}

floor() {
    local port process
    port=$(free_port)
    "$built/BenchmarkFloor" serve "$port" "$work/floor.log" &
    process=$!
    processes+=("$process")
    wait_for_port "$port"
    "$1" floor "$process" "$port" --metadata 0
    kill "$process"
    rm -f "$work/floor.log"
}

start_zookeeper() {
    zookeeper_port=$(free_port)
    printf '%s\n' "dataDir=$work/zookeeper" "clientPort=$zookeeper_port" \
        "clientPortAddress=127.0.0.1" "maxClientCnxns=0" "admin.enableServer=false" \
        "tickTime=500" >"$work/zookeeper.properties"
    bin/zookeeper-server-start.sh "$work/zookeeper.properties" >"$work/zookeeper.out" 2>&1 &
    processes+=($!)
    wait_for_port "$zookeeper_port"
    # It listens before it has come up.
    sleep 3
}

# start_broker LABEL: starts a broker and measures how long it takes until a record is acknowledged.
start_broker() {
    local begun result
    begun=$(date +%s.%N)
    "$built/needletail-server" "$work/server.properties" >>"$work/broker.out" 2>&1 &
    broker=$!
    processes+=("$broker")
    result=$("$built/LoadGenerator" first --topic "first-$RANDOM" --port "$broker_port")
    echo "$result" | awk -v label="$1" -v begun="$begun" '{
        for (i = 1; i <= NF; i++) { split($i, pair, "="); value[pair[1]] = pair[2] }
        printf "start %-16s listening after %4.0f ms, first record acknowledged after %4.0f ms\n",
            label, (value["connected_at"] - begun) * 1e3, (value["acknowledged_at"] - begun) * 1e3
    }'
}

stop_broker() {
    kill "$broker"
    wait "$broker" || true
}

# Memory and processor time of a broker that nobody talks to.
report_idle() {
    local before after
    sleep 2
    before=$(cpu_of "$broker")
    sleep 2
    after=$(cpu_of "$broker")
    echo "idle: $(resident_of "$broker") MB resident, $(ls "/proc/$broker/task" | wc -l) threads," \
        "$(awk -v before="$before" -v after="$after" 'BEGIN { printf "%.0f", (after - before) * 500 }')" \
        "ms of processor time a second"
}

echo "$(nproc) processors, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo)," \
    "Linux $(uname -r), load $(cut -d' ' -f1 /proc/loadavg), $seconds s for each workload"
start_zookeeper
broker_port=$(free_port)
printf '%s\n' "broker.id=1" "listeners=PLAINTEXT://127.0.0.1:$broker_port" \
    "log.dirs=$work/logs" "zookeeper.connect=127.0.0.1:$zookeeper_port" \
    "offsets.topic.replication.factor=1" "num.partitions=4" >"$work/server.properties"
start_broker "fresh cluster"
for _ in 1 2 3; do
    stop_broker
    start_broker "again"
done
report_idle
floor workloads
workloads needletail "$broker" "$broker_port"
floor fetch
fetch needletail "$broker" "$broker_port"
