#!/usr/bin/env bash
# One pass of the first lake's daemons, which really copies bytes: rules become OK (or STUCK).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
cd "$state/first"
export RUCIO_CONFIG=$state/first/rucio.cfg PYTHONPATH=$state/server PEER_TLS=$state/tls
export PYTHONDONTWRITEBYTECODE=1
exec 9>"$state/run/step.lock"
flock 9
timeout 120 "$venv/bin/python" -W ignore "$here/daemons.py"
