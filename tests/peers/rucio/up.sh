#!/usr/bin/env bash
# Starts two lakes, their storage and their OpenID provider on the loopback address; done again, it
# does only what is missing. Debian 12 as root. --install installs the packages first.
# The last line of its output is the folder that holds the certificates, configurations and logs.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

[ "$(id -u)" = 0 ] || fail "needs root, for the users of PostgreSQL and XRootD"
mkdir -p /run/lock
if [ "${1:-}" = --install ]; then flock -o "$installing" "$here/install.sh"; fi
[ -x "$venv/bin/gunicorn" ] && command -v xrootd >/dev/null ||
  fail "Rucio is not installed; '$0 --install' installs it"
mkdir -p "$state/"{log,run}
exec 9>"$state/run/lock"
flock 9

RUCIO_URL=$url "$here/../oidc/up.sh" "$@" 9>&- >/dev/null
"$here/certificates.sh"
for step in storage.sh postgres.sh 'lake.sh first' 'lake.sh second'; do
  # shellcheck disable=SC2086
  "$here/"$step 9>&-
done
for lake in first second; do
  if ! cat "$here/content/"*.py | cmp -s - "$state/$lake/filled"; then
    "$here/fill.sh" "$lake" 9>&-
    cat "$here/content/"*.py >"$state/$lake/filled"
  fi
done
cat >"$state/peer.json.new" <<JSON
{
  "url": "$url",
  "also_url": "$also_url",
  "second_url": "$second_url",
  "issuer": "$issuer",
  "dav": "https://127.0.0.1:$dav_port",
  "xrootd": "root://127.0.0.1:$xrootd_port"
}
JSON
mv "$state/peer.json.new" "$state/peer.json"
echo "$state"
