#!/usr/bin/env bash
# Installs DiracX and the S3 of moto into a virtual environment of their own; Debian 12 as root.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
export DEBIAN_FRONTEND=noninteractive

packages=(curl git python3-venv)
server=(diracx-routers==0.7.0 diracx-testing==0.7.0 uvicorn==0.54.0 'moto[s3,server]==5.2.5')

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
if [ "$(cat "$venv/packages" 2>/dev/null)" != "${server[*]}" ]; then
  mkdir -p "$cache"
  /usr/bin/python3 -m venv --clear "$venv"
  "$venv/bin/python" -m pip install -qq --no-compile --disable-pip-version-check \
    "${server[@]}"
  echo "${server[*]}" >"$venv/packages"
fi
