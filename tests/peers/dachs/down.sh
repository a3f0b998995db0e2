#!/usr/bin/env bash
# Stops DaCHS; --all stops PostgreSQL too.
set -euo pipefail

pidfile=/var/gavo/state/web.pid
if [ -s $pidfile ]; then
  pid=$(cat $pidfile)
  if grep -qa dachs "/proc/$pid/cmdline" 2>/dev/null; then
    kill "$pid"
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
  fi
  rm -f $pidfile
fi
if [ "${1:-}" = --all ]; then
  pg_ctlcluster 15 main stop -m fast
fi
