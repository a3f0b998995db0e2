#!/usr/bin/env bash
# Installs DaCHS and the PostgreSQL it needs from Debian 12's packages; asks for root.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DEBIAN_FRONTEND=noninteractive

installed() { dpkg-query -W -f='${Status}\n' "$@" 2>/dev/null | grep -c '^install ok installed$' || true; }
extensions=(postgresql-15-q3c postgresql-15-pgsphere)

if [ "$(installed postgresql-15 gavodachs2-server "${extensions[@]}")" = 4 ]; then
  exit 0
fi
[ "$(id -u)" = 0 ] || { echo "$0: needs root to install DaCHS" >&2; exit 1; }
apt-get update -qq
if [ "$(installed postgresql-15)" = 0 ]; then
  apt-get install -y -qq --no-install-recommends postgresql-15 >/dev/null
fi
# The package's own set-up creates the database, so PostgreSQL must run before.
"$here/postgres.sh"
if ! apt-get install -y -qq --no-install-recommends gavodachs2-server "${extensions[@]}" >/dev/null; then
  "$here/postgres.sh"
  dpkg --configure -a
fi
