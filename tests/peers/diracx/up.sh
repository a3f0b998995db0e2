#!/usr/bin/env bash
# Starts a DiracX with its sandbox store and its OpenID provider on the loopback address; done
# again, it does only what is missing. --install installs the packages first.
# The last line of its output is the folder that holds peer.json, the tokens and the log.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

mkdir -p "$state" "$cache"
chmod 700 "$state"
exec 9>"$state/lock"
flock 9
if [ "${1:-}" = --install ]; then "$here/install.sh" 9>&-; fi
[ -x "$venv/bin/uvicorn" ] || fail "DiracX is not installed; '$0 --install' installs it"
"$here/../oidc/up.sh" "$@" 9>&- >/dev/null

if ! cat "$here"/server/*.py | cmp -s - "$state/programs"; then
  "$here/down.sh"
  cat "$here"/server/*.py >"$state/programs"
fi
if ! answers; then
  # What moto holds ends with its process, so the databases begin anew too.
  rm -rf "$state/run"
  mkdir -p "$state/run"
  NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 setsid nohup "$venv/bin/python" "$here/server/server.py" \
    "$port" "$s3_port" "$state/run" "$issuer" >"$state/server.log" 2>&1 </dev/null 9>&- &
  echo $! >"$state/server.pid"
  for _ in $(seq 200); do
    if answers; then break; fi
    sleep 0.2
  done
  answers || { tail -5 "$state/server.log" >&2; fail "DiracX did not come up"; }
fi
cat >"$state/peer.json" <<JSON
{"url": "$url", "issuer": "$issuer", "s3": "http://127.0.0.1:$s3_port", "vo": "escape"}
JSON
echo "$state"
