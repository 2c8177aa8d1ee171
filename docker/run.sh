#!/bin/bash
# Starts Trailwatch in its image: run.sh COMMAND [OPTIONS]. The heap is a share of the container's memory limit.
#   TRAILWATCH_HEAP_PERCENT  that share (default: 55; RocksDB needs memory beside the heap)
#   TRAILWATCH_JAVA_OPTS     more options for the JVM
set -euo pipefail
home=${TRAILWATCH_HOME:-/opt/trailwatch}
cache=$home/trailwatch.aot
options=(
    "-XX:MaxRAMPercentage=${TRAILWATCH_HEAP_PERCENT:-55}" -XX:+UseSerialGC -XX:MaxTenuringThreshold=4
    -XX:-UsePerfData
    '-XX:OnOutOfMemoryError=kill -9 %p' -Djava.awt.headless=true
    -XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
)
if [ "${1:-}" = train ]; then
    work=$(mktemp -d)
    java "${options[@]}" -XX:AOTCacheOutput="$cache" -cp "$home/lib/*" io.trailwatch.cli.TrailwatchMain \
        replay -q -d "$home/sample" -o "$work/summary.csv"
    rm -rf "$work"
    exit 0
fi
[ ! -s "$cache" ] || options+=("-XX:AOTCache=$cache" -Xlog:aot=off -Xlog:cds=off)
export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
# shellcheck disable=SC2086 # options are words
exec java "${options[@]}" ${TRAILWATCH_JAVA_OPTS:-} -cp "$home/lib/*" io.trailwatch.cli.TrailwatchMain "$@"
