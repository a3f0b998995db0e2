#!/usr/bin/env bash
# Installs what the lake runs on: Debian 12's packages as root, Rucio into two virtual environments.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
export DEBIAN_FRONTEND=noninteractive

packages=(postgresql-15 xrootd-server xrootd-client gcc libc6-dev openssl curl python3-venv)
server=(rucio==41.5.1 'psycopg[binary]==3.3.9' gunicorn==27.0.1 wsgidav==4.4.0 cheroot==11.1.2)
client=(rucio-clients==41.5.1)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' ||
    missing+=("$package")
done
if [ ${#missing[@]} != 0 ]; then
  [ "$(id -u)" = 0 ] || fail "needs root to install ${missing[*]}"
  apt-get update -qq
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# environment FOLDER PACKAGE...: made anew when other packages are asked for.
environment() {
  local folder=$1
  shift
  if [ "$(cat "$folder/packages" 2>/dev/null)" != "$*" ]; then
    /usr/bin/python3 -m venv --clear "$folder"
    "$folder/bin/python" -m pip install -qq --disable-pip-version-check "$@"
    echo "$*" >"$folder/packages"
  fi
}
mkdir -p "$cache"
environment "$venv" "${server[@]}"
environment "$clients" "${client[@]}"
