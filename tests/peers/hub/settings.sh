# Where the hub lives and listens; sourced by the scripts beside it. All of it may be set before.
# shellcheck shell=bash disable=SC2034
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../../.." && pwd)
# What the single-user servers run on besides the hub's own packages: this checkout's environment.
project_venv=${ESAP_PEERS_VENV:-$project/.venv}
cache=${ESAP_PEERS_CACHE:-$HOME/.cache/esap-peers}/hub
state=${ESAP_PEERS_STATE:-/var/lib/esap-peers}/hub
port=${HUB_PORT:-18300}
hub_port=${HUB_API_PORT:-18301}
proxy_port=${HUB_PROXY_API_PORT:-18302}
url=http://127.0.0.1:$port
venv=$cache/venv
proxy=$cache/npm/node_modules/.bin/configurable-http-proxy

fail() { echo "$0: $*" >&2; exit 1; }
fetch() { curl --noproxy '*' -sf -m 5 "$@"; }

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
  local tries=$(($1 * 10))
  shift
  for _ in $(seq "$tries"); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  return 1
}
