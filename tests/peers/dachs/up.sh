#!/usr/bin/env bash
# Starts DaCHS with the sample on the loopback address; done again, it does only what is missing.
# Debian 12 as root. --install installs the packages first. DACHS_PORT (8180) is where it listens.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
port=${DACHS_PORT:-8180}
url=http://127.0.0.1:$port/tap
inputs=/var/gavo/inputs
log=/var/log/esap-jupyter-dachs.log

fail() { echo "$0: $*" >&2; exit 1; }
as_dachs() { su dachsroot -c "cd $inputs && $*" >>"$log" 2>&1 || { tail -5 "$log" >&2; fail "'$*' failed; see $log"; }; }
answers() { /usr/bin/python3 -c "import urllib.request as u; u.build_opener(u.ProxyHandler({})).open('$url/availability', timeout=5)" 2>/dev/null; }
known() { [ "$(su postgres -c "psql -d gavo -qAtc \"select exists (select from dc.tablemeta where lower(tablename) = '$1')\"")" = t ]; }

[ "$(id -u)" = 0 ] || fail "needs root, for the users of PostgreSQL and DaCHS"
mkdir -p /run/lock
[ "${holder:-}" = "$0" ] || holder=$0 exec flock -o /run/lock/esap-peers-dachs "$0" "$@"
[ "${1:-}" != --install ] || flock -o /run/lock/esap-peers-installing "$here/install.sh"
command -v dachs >/dev/null || fail "DaCHS is not installed; '$0 --install' installs it"
"$here/postgres.sh"

# Somebody's own DaCHS is not ours to reconfigure.
if [ -s /etc/gavo.rc ] && ! grep -q 'peers of esap-jupyter' /etc/gavo.rc; then
  fail "/etc/gavo.rc belongs to somebody else"
fi
sed "s/@PORT@/$port/" "$here/gavo.rc" >/etc/gavo.rc.new
if cmp -s /etc/gavo.rc.new /etc/gavo.rc; then
  rm /etc/gavo.rc.new
else
  mv /etc/gavo.rc.new /etc/gavo.rc
  "$here/down.sh"
fi

if [ ! -e '/var/gavo/cache/http:=2F=2Fwww.ivoa.net=2Frdf=2Fuat' ]; then
  install -m 644 "$here/vocabularies.py" /var/gavo/tmp/
  as_dachs /usr/bin/python3 /var/gavo/tmp/vocabularies.py
fi
known ivoa.obscore || as_dachs 'dachs imp //obscore && dachs imp //tap'
sample=$inputs/apertif_sample/q.rd
if ! cmp -s "$here/apertif_sample/q.rd" "$sample" || ! known apertif_sample.kinds; then
  install -d -o dachsroot -g gavo "$inputs/apertif_sample"
  install -o dachsroot -g gavo -m 644 "$here/apertif_sample/q.rd" "$sample"
  as_dachs 'dachs imp apertif_sample/q && dachs pub apertif_sample/q && dachs pub //tap'
  "$here/down.sh"
fi
images=$inputs/apertif_images
if ! cmp -s "$here/apertif_images/q.rd" "$images/q.rd" || ! known apertif_images.continuum; then
  install -d -o dachsroot -g gavo "$images"
  install -o dachsroot -g gavo -m 644 "$here/apertif_images/"{q.rd,write_fits.py} "$images"
  as_dachs "/usr/bin/python3 apertif_images/write_fits.py apertif_images/data"
  as_dachs 'dachs imp apertif_images/q && dachs pub apertif_images/q && dachs pub //siap2'
  "$here/down.sh"
fi
spectra=$inputs/apertif_spectra
if ! cmp -s "$here/apertif_spectra/q.rd" "$spectra/q.rd" || ! known apertif_spectra.data; then
  install -d -o dachsroot -g gavo "$spectra"
  install -o dachsroot -g gavo -m 644 "$here/apertif_spectra/q.rd" "$spectra"
  as_dachs 'dachs imp apertif_spectra/q && dachs pub apertif_spectra/q'
  "$here/down.sh"
fi
if ! cmp -s "$here/rr/q.rd" "$inputs/rr/q.rd" || ! known rr.stc_spatial; then
  install -d -o dachsroot -g gavo "$inputs/rr"
  install -o dachsroot -g gavo -m 644 "$here/rr/q.rd" "$inputs/rr"
  as_dachs 'dachs imp rr/q && dachs pub rr/q && dachs pub //tap'
  "$here/down.sh"
fi
if ! answers; then
  # It forks and becomes the user gavo; a clean environment keeps other Pythons away from it.
  (cd / && env -i LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin dachs serve start </dev/null >>"$log" 2>&1)
  for _ in $(seq 150); do
    if answers; then break; fi
    sleep 0.2
  done
  answers || { tail -5 "$log" >&2; fail "DaCHS did not come up; see $log"; }
fi
echo "$url"
