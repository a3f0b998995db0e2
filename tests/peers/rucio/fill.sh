#!/usr/bin/env bash
# Fills a lake: fill.sh first|second. On request: fill.sh first --many (10 000 DIDs in
# test:ds.many) or --bench (200 files of 1 MB in test:ds.bench). Done again, it adds what lacks.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
lake=$1
[ "${holder:-}" = "$0" ] || holder=$0 exec flock -o "$state/run/fill-$lake.lock" "$0" "$@"
if [ "$lake" = first ]; then host=$url; else host=$second_url; fi
cat >"$state/$lake/root.cfg" <<CFG
[client]
rucio_host = $host
auth_host = $host
ca_cert = $state/tls/ca.pem
auth_type = userpass
username = ddmlab
password = secret
account = root
request_retries = 2
auth_token_file_path = $state/$lake/token-root
[policy]
lfn2pfn_algorithm_default = hash
CFG
sed -e 's/^username = .*/username = alice/; s/^account = .*/account = alice/; s/token-root/token-alice/' \
  -e "s/^password = .*/password = $([ "$lake" = first ] && echo alicepw || echo alice2pw)/" \
  "$state/$lake/root.cfg" >"$state/$lake/alice.cfg"
export RUCIO_CONFIG=$state/$lake/root.cfg RUCIO_CLIENT_MODE=1 PYTHONDONTWRITEBYTECODE=1
export PEER_STATE=$state PEER_ISSUER=$issuer PEER_DAV_PORT=$dav_port PEER_XROOTD_PORT=$xrootd_port
export PEER_CLOSED_PORT=$closed_port
"$clients/bin/python" "$here/content/fill.py" "$@"
chown -R nobody "$state/rse/xrd"
