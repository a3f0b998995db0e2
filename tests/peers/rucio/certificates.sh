#!/usr/bin/env bash
# Makes an authority, a certificate for the servers, one for Alice and a proxy of hers (RFC 3820).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
tls=$state/tls
[ ! -e "$tls/alice-proxy.pem" ] || exit 0
mkdir -p "$tls"
cd "$tls"

# signed NAME SUBJECT EXTENSIONS: a key and a certificate of the authority.
signed() {
  openssl req -new -newkey rsa:2048 -nodes -subj "$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA "${4:-ca}.pem" -CAkey "${4:-ca}.key" -days 3650 \
    -set_serial "0x$(openssl rand -hex 8)" -extfile <(printf '%b' "$3") -out "$1.pem" 2>/dev/null
  rm "$1.csr"
}

openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/O=ESAP peers/CN=Authority of the peers' \
  -addext 'keyUsage=critical,keyCertSign,cRLSign' -keyout ca.key -out ca.pem 2>/dev/null
signed host /CN=localhost 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n'
signed alice '/O=ESAP peers/CN=Alice' 'keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\n'
signed stranger '/O=ESAP peers/CN=Stranger' 'extendedKeyUsage=clientAuth\n'
signed proxy '/O=ESAP peers/CN=Alice/CN=20261126' \
  'keyUsage=critical,digitalSignature\nproxyCertInfo=critical,language:id-ppl-inheritAll\n' alice
cat host.pem host.key >host-both.pem
cat proxy.pem proxy.key alice.pem >alice-proxy.pem
rm proxy.pem proxy.key
chmod 600 ./*.key host-both.pem alice-proxy.pem
