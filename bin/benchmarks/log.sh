#!/bin/bash
# Measures the log without a broker around it, on the disk of ${TMPDIR:-/tmp}:
#
#   bin/bench log [gigabytes to work with, default 4; four times as much is free on the disk]
#
# * append: batches of 1 MiB to one partition, beside a C program that checksums and writes the same
#   bytes (BenchmarkFloor append), in turns;
# * recovery after a kill: every byte is read and checked, one partition, one thread;
# * start after a clean stop: 1,000 partitions with 10 GB in all (or what was asked for, if less);
# * group commit: writers each of whom waits until its append is durable (flush.messages=1), one, one for
#   each of 64 partitions, four for each; beside them a log that rolls all the time and does not wait;
# * compaction: keys that were written four times each, one cleaner thread;
# * memory of an idle partition: the same with 10,000 empty ones.
set -euo pipefail
cd "$(dirname "$0")/../.."

gigabytes=${1:-4}
for product in LogBenchmark BenchmarkFloor; do
    swift build -c release --static-swift-stdlib --product "$product" >&2
done
built=$(swift build -c release --static-swift-stdlib --show-bin-path)
work=$(mktemp -d "${TMPDIR:-/tmp}/needletail-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
bytes=$((gigabytes * 1000000000))

# run LABEL COMMAND...: prints the command's line behind the label.
run() {
    local label=$1
    shift
    printf '%-34s %s\n' "$label" "$("$@")"
}

# in_fresh_directory COMMAND...: DIR in the command stands for a new directory.
in_fresh_directory() {
    local label=$1 directory
    shift
    directory=$(mktemp -d "$work/run.XXXXXX")
    run "$label" "${@/DIR/$directory}"
    rm -rf "$directory"
}

echo "$(nproc) processors, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo)," \
    "Linux $(uname -r), load $(cut -d' ' -f1 /proc/loadavg), $gigabytes GB"

# Pages of memory that were in use a moment ago are several times cheaper to write to than fresh ones:
# a first run that does not count makes both sides find the same, and they take turns.
in_fresh_directory "(warming up)" "$built/BenchmarkFloor" append DIR "$bytes" 1048576 >"$work/ignored"
for round in 1 2 3 4 5; do
    sync
    in_fresh_directory "floor append 1 MiB, $round" \
        "$built/BenchmarkFloor" append DIR "$bytes" 1048576 | tee -a "$work/floor"
    sync
    in_fresh_directory "needletail append 1 MiB, $round" \
        "$built/LogBenchmark" append DIR "$bytes" 1048576 | tee -a "$work/needletail"
done
# best FIELD FILE: the largest value of `FIELD=value` in the file.
best() { sed -n "s/.*$1=\([0-9.]*\).*/\1/p" "$2" | sort -n | tail -1; }
awk -v floor="$(best mb_per_s "$work/floor")" -v ours="$(best mb_per_s "$work/needletail")" 'BEGIN {
    printf "%-34s %.0f %% of the floor (best of five)\n", "append 1 MiB", ours / floor * 100 }'
sync
in_fresh_directory "needletail append 16 kB" "$built/LogBenchmark" append DIR "$bytes" 16384
sync

mkdir "$work/killed" "$work/clean" "$work/idle"
"$built/LogBenchmark" fill "$work/killed" 1 "$bytes" 16384 killed >"$work/filled"
sync
# Everything is read, not only what was not flushed yet.
rm -f "$work/killed/recovery-point-offset-checkpoint"
run "recovery after a kill" "$built/LogBenchmark" open "$work/killed"
rm -rf "$work/killed"

for writers in "1 1" "64 1" "64 4"; do
    for round in 1 2 3; do
        # shellcheck disable=SC2086
        in_fresh_directory "group commit, ${writers/ / x }, $round" \
            "$built/LogBenchmark" sync DIR $writers 5
        sync
    done
done

in_fresh_directory "compaction" "$built/LogBenchmark" compact DIR 2000000000 16384
sync

"$built/LogBenchmark" fill "$work/clean" 1000 10000000000 16384 clean >"$work/filled"
run "clean start, 1,000 partitions" "$built/LogBenchmark" open "$work/clean"
rm -f "$work/clean/.kafka_cleanshutdown" "$work/clean/recovery-point-offset-checkpoint"
run "the same after a kill" "$built/LogBenchmark" open "$work/clean"
rm -rf "$work/clean"

"$built/LogBenchmark" fill "$work/idle" 10000 0 16384 clean >"$work/filled"
run "clean start, 10,000 empty" "$built/LogBenchmark" open "$work/idle"
