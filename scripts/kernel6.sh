#!/bin/sh
# Make .venv/ipykernel6: an environment whose kernel is ipykernel 6, which has no subshells.
# It sees all of .venv's packages, so that only ipykernel itself is installed again (120 kB).
set -eu

cd "$(dirname "$0")/.."
python=.venv/bin/python
target=.venv/ipykernel6

if "$target/bin/python" -c 'import ipykernel; assert ipykernel.version_info[0] == 6' 2>/dev/null
then
    exit 0
fi
rm -rf "$target"
"$python" -m venv --without-pip "$target"
"$python" -m pip --python "$target/bin/python" install --quiet --disable-pip-version-check \
    --no-deps 'ipykernel>=6.29,<7'
purelib='import sysconfig; print(sysconfig.get_path("purelib"))'
"$python" -c "$purelib" > "$("$target/bin/python" -c "$purelib")/project.pth"
