#!/usr/bin/env bash
# Starts one Rucio: `lake.sh first` on PostgreSQL behind TLS, `lake.sh second` on SQLite without.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
name=$1
etc=$state/$name
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
if [ "$name" = first ]; then
  database=postgresql+psycopg://rucio@127.0.0.1:$postgres_port/rucio
  schema='schema = dev'
  ping=$url/ping
  flags=(-b "127.0.0.1:$rucio_port" -b "127.0.0.1:$also_port" -w 2 -c "$state/server/gunicorn_tls.py")
else
  database=sqlite:///$etc/rucio.db schema=''
  ping=$second_url/ping
  flags=(-b "127.0.0.1:$second_port" -w 1)
fi
mkdir -p "$etc/"{log,trace}
fill_in rucio.cfg "$etc/rucio.cfg.new"
fill_in alembic.ini "$etc/alembic.ini"
sed -i 's/^schema = /version_table_schema = /' "$etc/alembic.ini"
fill_in idpsecrets.json "$etc/idpsecrets.json"
export RUCIO_CONFIG=$etc/rucio.cfg PYTHONPATH=$state/server
export PEER_FAULTS=$etc/faults PEER_TLS=$state/tls

# A server that runs keeps what it has read, so what was changed makes it start anew.
{ cat "$here/server/"*.py "$here/server/"*/*.py; echo "${flags[*]}"; } >"$etc/programs.new"
if ! cmp -s "$etc/rucio.cfg.new" "$etc/rucio.cfg" || ! cmp -s "$etc/programs.new" "$etc/programs"; then
  stop "rucio-$name" gunicorn
fi
mv "$etc/rucio.cfg.new" "$etc/rucio.cfg"
mv "$etc/programs.new" "$etc/programs"
mkdir -p "$state/server"
cp -r "$here/server/." "$state/server/"

cd "$etc"
if [ ! -e "$etc/built" ]; then
  "$venv/bin/python" >"$etc/log/build.log" 2>&1 <<'PY' || { tail -3 "$etc/log/build.log" >&2; fail "no tables"; }
from rucio.db.sqla.util import build_database, create_base_vo, create_root_account
build_database()
create_base_vo()
create_root_account()
PY
  touch "$etc/built"
fi
if ! fetch -o /dev/null "$ping"; then
  in_background "rucio-$name" "$venv/bin/gunicorn" --no-control-socket "${flags[@]}" \
    --threads 16 --timeout 120 --chdir "$etc" peer_app:application
  wait_for 30 fetch -o /dev/null "$ping" || fail "Rucio did not come up; see $state/log/rucio-$name.log"
fi
