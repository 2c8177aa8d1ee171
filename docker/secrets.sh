#!/bin/bash
# secrets.sh FOLDER: makes the secrets that the compose file needs. What is there already stays.
#   tokens            of those who may ask, one a line: the first for you, the second for Prometheus
#   peer-token        that the instances share
#   metrics-token     the one for Prometheus
#   grafana-password  of Grafana's user admin
# The containers run as other users and must read the files: the folder is closed to others on this machine, the files in it are not.
set -euo pipefail
folder=${1:?give the folder for the secrets}
install -d -m 0700 "$folder"
secret() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
make() {
    [ -e "$folder/$1" ] || { printf '%s\n' "${@:2}" >"$folder/$1.part" && chmod 0644 "$folder/$1.part" && mv "$folder/$1.part" "$folder/$1"; }
}
make metrics-token "$(secret)"
make tokens "$(secret)" "$(cat "$folder/metrics-token")"
make peer-token "$(secret)"
make grafana-password "$(secret)"
