#!/usr/bin/env bash
# Starts the OpenID provider on the loopback address; done again, it does only what is missing.
# --install installs its packages with npm. OIDC_PORT (18284) is where it listens.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
port=${OIDC_PORT:-18284}
url=http://127.0.0.1:$port
cache=${ESAP_PEERS_CACHE:-$HOME/.cache/esap-peers}/oidc
sources=(package.json package-lock.json .npmrc)
programs=("$here"/*.mjs)

fail() { echo "$0: $*" >&2; exit 1; }
answers() { curl --noproxy '*' -sf -o /dev/null -m 5 "$url/.well-known/openid-configuration"; }

command -v node >/dev/null || fail "node is not installed"
mkdir -p "$cache"
# Several peers use it, and may be started side by side.
exec 8>"$cache/lock"
flock 8
if [ "${1:-}" = --install ] && ! cmp -s "$here/package-lock.json" "$cache/package-lock.json"; then
  (cd "$here" && cp "${sources[@]}" "$cache/")
  (cd "$cache" && npm ci --silent) || { rm -f "$cache/package-lock.json"; fail "npm failed"; }
fi
[ -d "$cache/node_modules/oidc-provider" ] || fail "not installed; '$0 --install' installs it"

# Node looks for packages beside the program, so it runs from the cache.
if ! cat "${programs[@]}" | cmp -s - "$cache/programs"; then
  "$here/down.sh"
  cp "${programs[@]}" "$cache/"
  cat "${programs[@]}" >"$cache/programs"
fi
if ! answers; then
  cd "$cache"
  OIDC_ISSUER=$url setsid nohup node issuer.mjs "$port" key.json >issuer.log 2>&1 </dev/null 8>&- &
  echo $! >"$cache/issuer.pid"
  for _ in $(seq 150); do
    if answers; then break; fi
    sleep 0.1
  done
  answers || { tail -5 "$cache/issuer.log" >&2; fail "the provider did not come up"; }
fi
echo "$url"
