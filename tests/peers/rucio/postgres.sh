#!/usr/bin/env bash
# Starts a PostgreSQL of the lake's own with an empty database, unless it runs already.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
bin=/usr/lib/postgresql/15/bin
data=$state/postgres
options="-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
sql() { "$bin/psql" -h 127.0.0.1 -p "$postgres_port" -U rucio -qAt postgres -c "$1"; }

if [ ! -e "$data/PG_VERSION" ]; then
  install -d -o postgres -m 700 "$data"
  as_postgres "$bin/initdb" -D "$data" -U rucio -A trust -N -E UTF8 --locale=C >/dev/null
fi
if ! as_postgres "$bin/pg_ctl" -D "$data" status >/dev/null; then
  as_postgres "$bin/pg_ctl" -D "$data" -w -o "$options" -l "$data/server.log" start >/dev/null
fi
[ "$(sql "select count(*) from pg_database where datname = 'rucio'")" = 1 ] ||
  sql 'create database rucio'
