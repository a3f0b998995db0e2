#!/usr/bin/env bash
# Starts the storage elements, WebDAV over TLS and XRootD, unless they run already.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
etc=$state site='' database='' schema=''
dav_answers() { fetch -o /dev/null "https://127.0.0.1:$dav_port/data/"; }
# Left to itself, xrdfs tries for minutes to reach what does not run.
export XRD_CONNECTIONWINDOW=2 XRD_CONNECTIONRETRY=1
xrootd_answers() { timeout 10 xrdfs "root://127.0.0.1:$xrootd_port" stat /data; }

for folder in posix1 posix2 dav/{data,local,small,slow,token,x509,odd,second} xrd/{data,local}; do
  mkdir -p "$state/rse/$folder"
done
if ! cmp -s "$here/dav.py" "$state/dav.py"; then
  stop dav dav.py
  cp "$here/dav.py" "$state/dav.py"
fi
dav_answers || in_background dav "$venv/bin/python" "$state/dav.py" "$state/rse/dav" "$dav_port" "$state/tls"
if ! xrootd_answers >/dev/null 2>&1; then
  mkdir -p "$state/xrootd/"{admin,run}
  chown -R nobody "$state/xrootd" "$state/rse/xrd"
  fill_in xrootd.cfg "$state/xrootd/xrootd.cfg"
  gcc -shared -fPIC -o "$state/xrootd/loopbind.so" "$here/loopbind.c" -ldl
  touch "$state/log/xrootd.log"
  chown nobody "$state/log/xrootd.log"
  LD_PRELOAD=$state/xrootd/loopbind.so in_background xrootd \
    xrootd -R nobody -c "$state/xrootd/xrootd.cfg" -n peer
fi
wait_for 20 dav_answers || fail "the WebDAV storage did not come up; see $state/log/dav.log"
wait_for 20 xrootd_answers || fail "XRootD did not come up; see $state/log/xrootd.log"
