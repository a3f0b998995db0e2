#!/usr/bin/env bash
# Starts Debian's PostgreSQL cluster, unless it runs already.
set -euo pipefail

state() { pg_lsclusters -h | awk '$1 == 15 && $2 == "main" { print $4 }'; }

case "$(state)" in
online*) ;;
*) pg_ctlcluster 15 main start ;;
esac
for _ in $(seq 100); do
  if su postgres -c 'psql -qAtc "select 1"' >/dev/null 2>&1; then
    exit 0
  fi
  sleep 0.2
done
echo "$0: PostgreSQL did not come up" >&2
exit 1
