# Where the lake lives and listens; sourced by the scripts beside it. All of it may be set before.
# shellcheck shell=bash disable=SC2034
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${ESAP_PEERS_CACHE:-$HOME/.cache/esap-peers}
# PostgreSQL and XRootD run as users that may not look into root's home.
state=${ESAP_PEERS_STATE:-/var/lib/esap-peers}/rucio
rucio_port=${RUCIO_PORT:-18280}
dav_port=${RUCIO_DAV_PORT:-18281}
xrootd_port=${RUCIO_XROOTD_PORT:-18282}
postgres_port=${RUCIO_POSTGRES_PORT:-18283}
oidc_port=${OIDC_PORT:-18284}
second_port=${RUCIO_SECOND_PORT:-18285}
# The first lake has two addresses, so that faults of one process of tests do not hit another.
also_port=${RUCIO_ALSO_PORT:-18286}
# One process at a time installs packages.
installing=/run/lock/esap-peers-installing
# Nothing ever listens there.
closed_port=${RUCIO_CLOSED_PORT:-18289}

url=https://127.0.0.1:$rucio_port
also_url=https://127.0.0.1:$also_port
second_url=http://127.0.0.1:$second_port
issuer=http://127.0.0.1:$oidc_port
venv=$cache/rucio
clients=$cache/rucio-clients

fail() { echo "$0: $*" >&2; exit 1; }
fetch() { curl --noproxy '*' --cacert "$state/tls/ca.pem" -sf -m 5 "$@"; }

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
  local tries=$(($1 * 5))
  shift
  for _ in $(seq "$tries"); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.2
  done
  return 1
}

# in_background NAME COMMAND...: its number goes to run/NAME.pid, its words to log/NAME.log.
in_background() {
  local name=$1
  shift
  setsid nohup "$@" >>"$state/log/$name.log" 2>&1 </dev/null &
  echo $! >"$state/run/$name.pid"
}

# stop NAME WORD: ends what in_background started, when it still is a command with that word.
stop() {
  local pidfile=$state/run/$1.pid pid
  [ -s "$pidfile" ] || return 0
  pid=$(cat "$pidfile")
  if grep -qa "$2" "/proc/$pid/cmdline" 2>/dev/null; then
    kill "$pid"
    wait_for 10 test ! -e "/proc/$pid" || kill -9 "$pid"
  fi
  rm -f "$pidfile"
}

# fill_in TEMPLATE TARGET: puts the settings in place of @name@.
fill_in() {
  sed -e "s|@state@|$state|g" -e "s|@site@|$site|g" -e "s|@database@|$database|g" \
    -e "s|@schema@|$schema|g" -e "s|@etc@|$etc|g" -e "s|@xrootd_port@|$xrootd_port|g" \
    -e "s|@url@|$url|g" -e "s|@issuer@|$issuer|g" "$here/templates/$1" >"$2"
}
