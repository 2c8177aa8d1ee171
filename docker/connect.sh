#!/bin/bash
# connect.sh worker [FILE]             runs a Connect worker with the properties in FILE
#   TRAILWATCH_KAFKA_CONFIG  properties that say how Kafka is reached (TLS, SASL): for the worker and for its connectors' clients
#   KAFKA_HEAP_OPTS          its heap (default: -Xms128m -Xmx512m)
#   TRAILWATCH_METRICS       where Prometheus finds its metrics (default: 0.0.0.0:9404)
# connect.sh register HOST PORT FOLDER  gives the worker there each connector's configuration, NAME.json, in FOLDER
set -euo pipefail
home=${TRAILWATCH_HOME:-/opt/trailwatch}

worker() {
    local properties=${1:-$home/connect-distributed.properties} whole prefix
    if [ -n "${TRAILWATCH_KAFKA_CONFIG:-}" ]; then
        umask 077
        whole=$(mktemp -d)/worker.properties
        cat "$properties" >"$whole"
        for prefix in '' producer. consumer. admin.; do
            echo
            sed -n "s/^[[:space:]]*\([^#![:space:]].*\)/$prefix\1/p" "$TRAILWATCH_KAFKA_CONFIG"
        done >>"$whole"
        properties=$whole
    fi
    # shellcheck disable=SC2086 # options are words
    exec java ${KAFKA_HEAP_OPTS:--Xms128m -Xmx512m} -XX:+UseSerialGC -XX:-UsePerfData -Djava.awt.headless=true \
        "-javaagent:$home/agent/jmx_prometheus_javaagent.jar=${TRAILWATCH_METRICS:-0.0.0.0:9404}:$home/metrics.yaml" \
        -Dlog4j2.configurationFile="$home/log4j2.xml" ${TRAILWATCH_JAVA_OPTS:-} \
        -cp "$home/lib/*" org.apache.kafka.connect.cli.ConnectDistributed "$properties"
}

register() {
    local host=$1 port=$2 folder=$3 file name ok
    for file in "$folder"/*.json; do
        [ -e "$file" ] || { echo "connect.sh: $folder holds no NAME.json" >&2; exit 1; }
        name=$(basename "$file" .json) ok=
        for _ in $(seq "${TRAILWATCH_TRIES:-60}"); do
            if "$home/http.sh" PUT "$host" "$port" "/connectors/$name/config" "$file"; then
                ok=yes
                break
            elif [ $? -eq 22 ]; then
                break
            fi
            sleep 2
        done
        echo
        [ -n "$ok" ] || { echo "connect.sh: $host:$port did not take $name: its answers are above" >&2; exit 1; }
    done
}

case ${1:-worker} in
    worker) worker "${2:-}" ;;
    register) register "$2" "$3" "$4" ;;
    *) echo "connect.sh: give worker or register" >&2; exit 2 ;;
esac
