#!/usr/bin/env bash
# Stops the hub that up.sh started, its proxy and servers; --purge removes all that it holds too.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

# ended PID: whether the process is gone, or only its parent has not looked yet.
ended() { [ ! -e "/proc/$1" ] || grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

pidfile=$state/hub.pid
if [ -s "$pidfile" ]; then
  session=$(cat "$pidfile")
  if grep -qa jupyterhub_config.py "/proc/$session/cmdline" 2>/dev/null; then
    kill "$session"
    wait_for 15 ended "$session" || kill -9 "$session"
  fi
  # It was started in a session of its own, which its proxy and servers are in.
  for pid in $(ps -o pid= -s "$session" 2>/dev/null); do
    if grep -qaF "$cache" "/proc/$pid/cmdline" 2>/dev/null; then kill "$pid" || true; fi
  done
  rm -f "$pidfile"
fi
if [ "${1:-}" = --purge ]; then rm -rf "$state"; fi
