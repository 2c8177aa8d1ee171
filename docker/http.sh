#!/bin/bash
# One HTTP request with nothing but bash: http.sh METHOD HOST PORT PATH [BODY_FILE]
# Prints the answer's body; ends with 0 for a 2xx status, 22 when it was refused (4xx but 409), 1 otherwise: asking again may help.
set -euo pipefail
method=$1 host=$2 port=$3 path=$4 body=${5:-}
exec 3<>"/dev/tcp/$host/$port" || exit 1
{
    printf '%s %s HTTP/1.0\r\nHost: %s:%s\r\nAccept: application/json\r\n' "$method" "$path" "$host" "$port"
    if [ -n "$body" ]; then
        printf 'Content-Type: application/json\r\nContent-Length: %s\r\n\r\n' "$(wc -c <"$body")"
        cat "$body"
    else
        printf '\r\n'
    fi
} >&3
read -r _ status _ <&3 || exit 1
while IFS= read -r line <&3 && [ "${line%$'\r'}" != "" ]; do :; done
cat <&3
case $status in 2*) exit 0 ;; 409) exit 1 ;; 4*) exit 22 ;; *) exit 1 ;; esac
