"""A storage element: WebDAV over TLS. usage: dav.py ROOT PORT TLS-FOLDER

The first folder of a path decides: /slow/ gives 128 KiB a second, /token/ wants a bearer token,
/x509/ a certificate of the authority. As dCache and StoRM do, and wsgidav alone does not, PUT and
MOVE make the folders that are missing.
"""

import os
import ssl
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlparse

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from wsgidav.wsgidav_app import WsgiDAVApp

root, port, tls = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
dav = WsgiDAVApp(
    {
        "host": "127.0.0.1",
        "port": port,
        "provider_mapping": {"/": str(root)},
        "simple_dc": {"user_mapping": {"*": True}},
        "verbose": 1,
    }
)


def refusal(environ):
    """Say why a request may not pass, or None."""
    path = environ["PATH_INFO"]
    if path.startswith("/token/") and not environ.get("HTTP_AUTHORIZATION", "").startswith(
        "Bearer ey"
    ):
        return "401 Unauthorized"
    if path.startswith("/x509/") and environ.get("SSL_CLIENT_VERIFY") != "SUCCESS":
        return "403 Forbidden"
    return None


def make_parents(environ):
    """Make the folders that the target of a PUT or MOVE stands in."""
    target = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] == "MOVE":
        target = unquote(urlparse(environ.get("HTTP_DESTINATION", "")).path)
    path = (root / target.encode("latin-1").decode().lstrip("/")).resolve()
    if path.is_relative_to(root):
        path.parent.mkdir(parents=True, exist_ok=True)


def slowly(body):
    """Hand out a body in small pieces."""
    for chunk in body:
        for start in range(0, len(chunk), 8192):
            yield chunk[start : start + 8192]
            time.sleep(0.0625)


def application(environ, start_response):
    """Answer one request."""
    if status := refusal(environ):
        start_response(status, [("WWW-Authenticate", "Bearer"), ("Content-Length", "0")])
        return [b""]
    if environ["REQUEST_METHOD"] in {"PUT", "MOVE"}:
        make_parents(environ)
    answer = dav(environ, start_response)
    return slowly(answer) if environ["PATH_INFO"].startswith("/slow/") else answer


os.umask(0o022)
server = wsgi.Server(("127.0.0.1", port), application, numthreads=20)
server.ssl_adapter = BuiltinSSLAdapter(f"{tls}/host.pem", f"{tls}/host.key", f"{tls}/ca.pem")
server.ssl_adapter.context.verify_mode = ssl.CERT_OPTIONAL
server.ssl_adapter.context.verify_flags |= ssl.VERIFY_ALLOW_PROXY_CERTS
server.start()
