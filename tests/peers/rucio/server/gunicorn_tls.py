"""Settings of gunicorn for a lake behind TLS: client certificates are welcome, proxies too."""

import os
import ssl
from functools import cache

TLS = os.environ["PEER_TLS"]

certfile = f"{TLS}/host.pem"
keyfile = f"{TLS}/host.key"
ca_certs = f"{TLS}/ca.pem"
cert_reqs = ssl.CERT_OPTIONAL


@cache
def context():
    """Make the context once, not for each connection."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=ca_certs)
    made.load_cert_chain(certfile, keyfile)
    made.verify_mode = ssl.CERT_OPTIONAL
    made.verify_flags |= ssl.VERIFY_ALLOW_PROXY_CERTS
    return made


def ssl_context(_config, _default):
    """Hand out the context."""
    return context()
