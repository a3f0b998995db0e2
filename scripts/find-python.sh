#!/bin/sh
# Prints a Python that can make the virtual environment: at least 3.11, with venv and pip.
# PYTHON names one to be used instead of the first that is found.

usable() {
  "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

for python in ${PYTHON:-python3 python python3.14 python3.13 python3.12 python3.11}; do
  if usable "$python"; then
    command -v "$python"
    exit 0
  fi
done
cat >&2 <<'EOF'
No usable Python was found: esap-jupyter needs Python 3.11 or newer with its venv module.
On Debian and Ubuntu: apt install python3 python3-venv
Elsewhere name one:   make install PYTHON=/path/to/python3
EOF
exit 1
