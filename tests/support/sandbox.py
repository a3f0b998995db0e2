"""A sandbox in this process, and requests to it as no client library would send them."""

import http.client
import threading
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import pytest

from esap_jupyter import votable
from esap_jupyter.errors import ArchiveError
from esap_jupyter.sandbox.server import SandboxServer

__all__ = ["ask", "form", "message", "serving", "sync"]


@contextmanager
def serving(make_site):
    with SandboxServer(make_site=make_site, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def ask(url, path, *, method="GET", body=None, headers=None):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def sync(url, **parameters):
    return ask(url, "/tap/sync?" + urlencode({"LANG": "ADQL", **parameters}))


def form(**parameters):
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return {"method": "POST", "body": urlencode(parameters), "headers": kind}


def message(body):
    with pytest.raises(ArchiveError) as caught:
        votable.read(body)
    return str(caught.value)
