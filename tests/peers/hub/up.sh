#!/usr/bin/env bash
# Starts a JupyterHub with named servers on the loopback address; done again, it does only what is
# missing. Its single-user servers have this checkout's esap-jupyter. As root, or as one person.
# --install installs it first. The last line of its output is a file that says where it is.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

if [ "${1:-}" = --install ]; then "$here/install.sh"; fi
[ -x "$venv/bin/jupyterhub" ] && [ -x "$proxy" ] ||
  fail "JupyterHub is not installed; '$0 --install' installs it"
mkdir -p "$state/home"
chmod 700 "$state"
exec 9>"$state/lock"
flock 9

answers() { fetch -o /dev/null "$url/hub/api/"; }

[ -s "$state/admin-token" ] || (umask 077 && "$venv/bin/python" -c 'import secrets; print(secrets.token_hex(24))' >"$state/admin-token")
configured() { cat "$here/jupyterhub_config.py" && declare -p project_venv state port hub_port proxy_port venv proxy; }
if ! configured | cmp -s - "$state/settings"; then "$here/down.sh"; fi
if ! answers; then
  "$here/down.sh"
  configured >"$state/settings"
  cd "$state"
  env -u JUPYTER_CONFIG_DIR -u JUPYTER_DATA_DIR -u JUPYTERHUB_API_TOKEN -u ESAP_HOME \
    PATH="$venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 ESAP_PEER_STATE="$state" \
    ESAP_PEER_VENV="$venv" ESAP_PEER_PROJECT_VENV="$project_venv" ESAP_PEER_PROXY="$proxy" \
    ESAP_PEER_PORTS="$port $hub_port $proxy_port" \
    setsid nohup "$venv/bin/jupyterhub" -f "$here/jupyterhub_config.py" \
    >"$state/hub.log" 2>&1 </dev/null 9>&- &
  echo $! >"$state/hub.pid"
  wait_for 30 answers || { tail -5 "$state/hub.log" >&2; fail "the hub did not come up; see $state/hub.log"; }
  # Nothing of it may be seen from elsewhere.
  if ss -Hltn "( sport = :$port or sport = :$hub_port or sport = :$proxy_port )" | awk '{print $4}' | grep -vq '^127\.0\.0\.1:'; then
    "$here/down.sh"
    fail "the hub listens on more than the loopback address"
  fi
fi
printf '{"url": "%s", "admin_token": "%s", "home": "%s"}\n' "$url" "$(cat "$state/admin-token")" "$state/home" >"$state/peer.json"
chmod 600 "$state/peer.json"
echo "$state/peer.json"
