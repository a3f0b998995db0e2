#!/bin/sh
# Makes the certificates of the tests again.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }
key "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -subj "/O=Tests/CN=Authority of the tests" -days 36500 -out ca.pem
sign() { # name subject extensions [more]
    openssl req -new -key "$1.key" -subj "$2" -out "$work/$1.csr"
    printf '%s\n' "$3" > "$work/$1.ext"
    shift
    openssl x509 -req -in "$work/$name.csr" -CA ca.pem -CAkey "$work/ca.key" -CAcreateserial -CAserial "$work/serial" \
        -extfile "$work/$name.ext" -out "$name.pem" $days 2>/dev/null
}
name=server; days="-days 36500"; key server.key
sign server "/O=Tests/CN=localhost" "subjectAltName=DNS:localhost,IP:127.0.0.1"
name=client; key client.key
sign client "/O=Tests/CN=Alice Example" "extendedKeyUsage=clientAuth"
name=proxy; key proxy.key; days="-days 0"
sign proxy "/O=Tests/CN=Alice Example/CN=1234" "extendedKeyUsage=clientAuth"
cat proxy.key >> proxy.pem; rm proxy.key
rm -r "$work"
openssl ec -in client.key -aes128 -passout pass:secret -out encrypted.key 2>/dev/null
