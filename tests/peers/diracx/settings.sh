# Where DiracX lives and listens; sourced by the scripts beside it. All of it may be set before.
# shellcheck shell=bash disable=SC2034
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${ESAP_PEERS_CACHE:-$HOME/.cache/esap-peers}/diracx
state=${ESAP_PEERS_STATE:-/var/lib/esap-peers}/diracx
port=${DIRACX_PORT:-18290}
s3_port=${DIRACX_S3_PORT:-18291}
issuer=http://127.0.0.1:${OIDC_PORT:-18284}
url=http://127.0.0.1:$port
venv=$cache/venv

fail() { echo "$0: $*" >&2; exit 1; }
answers() { curl --noproxy '*' -sf -o /dev/null -m 5 "$url/.well-known/openid-configuration"; }
