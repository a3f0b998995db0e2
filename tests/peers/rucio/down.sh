#!/usr/bin/env bash
# Stops the lakes, their storage and their OpenID provider; --purge removes all that they hold too.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
stop rucio-first gunicorn
stop rucio-second gunicorn
stop dav dav.py
stop xrootd xrootd
if [ -e "$state/postgres/PG_VERSION" ]; then
  (cd / && runuser -u postgres -- /usr/lib/postgresql/15/bin/pg_ctl -D "$state/postgres" -m fast stop) \
    >/dev/null 2>&1 || true
fi
"$here/../oidc/down.sh"
if [ "${1:-}" = --purge ]; then rm -rf "$state"; fi
