#!/usr/bin/env bash
# Stops the DiracX that up.sh started; its OpenID provider, which other peers use too, is left.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
pidfile=$state/server.pid
if [ -s "$pidfile" ]; then
  pid=$(cat "$pidfile")
  if grep -qa server.py "/proc/$pid/cmdline" 2>/dev/null; then
    kill "$pid"
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
  fi
  rm -f "$pidfile"
fi
