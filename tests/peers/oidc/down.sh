#!/usr/bin/env bash
# Stops the OpenID provider that up.sh started.
set -euo pipefail
pidfile=${ESAP_PEERS_CACHE:-$HOME/.cache/esap-peers}/oidc/issuer.pid
if [ -s "$pidfile" ]; then
  pid=$(cat "$pidfile")
  if grep -qa issuer.mjs "/proc/$pid/cmdline" 2>/dev/null; then
    kill "$pid"
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
  fi
  rm -f "$pidfile"
fi
