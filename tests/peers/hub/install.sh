#!/usr/bin/env bash
# Installs JupyterHub and nbgitpuller into an environment that sees this checkout's, and the proxy
# with npm; done again, it does only what is missing. Needs what 'make install' installs.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

packages=(jupyterhub==6.1.1 nbgitpuller==1.3.0)

command -v npm >/dev/null || fail "npm is not installed"
[ -x "$project_venv/bin/jupyter-lab" ] || fail "JupyterLab is not in $project_venv; run 'make install'"
for command in curl git; do
  command -v "$command" >/dev/null || needed+=("$command")
done
if [ -n "${needed[*]:-}" ]; then
  [ "$(id -u)" = 0 ] || fail "needs root to install ${needed[*]}"
  apt-get update -qq
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${needed[@]}" >/dev/null
fi

mkdir -p "$cache/npm"
exec 9>"$cache/lock"
flock 9
(
  if ! cmp -s "$here/package-lock.json" "$cache/npm/package-lock.json" || [ ! -x "$proxy" ]; then
    cp "$here"/{package.json,package-lock.json,.npmrc} "$cache/npm/"
    (cd "$cache/npm" && npm ci --silent) || { rm -f "$cache/npm/package-lock.json"; exit 1; }
  fi
) 9>&- &
proxy_installed=$!
wanted="$project_venv ${packages[*]}"
if [ "$(cat "$venv/packages" 2>/dev/null)" != "$wanted" ]; then
  "$project_venv/bin/python" -m venv --clear "$venv"
  site=$("$project_venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  # What the hub and the servers that it starts have in common is not installed twice.
  own=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  echo "import site; site.addsitedir('$site')" >"$own/esap_project.pth"
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check "${packages[@]}"
  echo "$wanted" >"$venv/packages"
fi
wait "$proxy_installed" || fail "npm failed"
