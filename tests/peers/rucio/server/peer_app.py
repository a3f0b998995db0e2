"""Rucio's application behind what Apache does for it in production, and faults on request.

What is asked at a port goes wrong as faults/PORT.json says, a list of {"path": regex, "delay": s,
"status": n, "body": text, "headers": {}, "break_after": bytes}; the first whose path matches
PATH?QUERY is in force.
"""

import json
import os
import re
import time
from pathlib import Path

from rucio.web.rest.flaskapi.v1.main import application as rucio

FAULTS = Path(os.environ["PEER_FAULTS"])
SHORT = {
    "commonName": "CN",
    "domainComponent": "DC",
    "organizationName": "O",
    "organizationalUnitName": "OU",
}


def subject(environ):
    """Write the name of the client's certificate as mod_ssl does, or None."""
    certificate = getattr(environ.get("gunicorn.socket"), "getpeercert", dict)()
    parts = [pair for names in (certificate or {}).get("subject", ()) for pair in names]
    return "".join(f"/{SHORT.get(key, key)}={value}" for key, value in parts) or None


def fault_for(environ):
    """Find the fault that is in force for a request."""
    try:
        faults = json.loads((FAULTS / f"{environ['SERVER_PORT']}.json").read_text())
    except (OSError, ValueError):
        return {}
    target = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
    return next((fault for fault in faults if re.search(fault["path"], target)), {})


def delay(environ, fault):
    """Wait as long as the fault says, or until it is lifted."""
    end = time.monotonic() + fault.get("delay", 0)
    while time.monotonic() < end and fault_for(environ) == fault:
        time.sleep(0.05)


def broken(body, after):
    """Break the answer off after some bytes."""
    for chunk in body:
        yield chunk[:after]
        after -= len(chunk)
        if after <= 0:
            raise ConnectionAbortedError("broken off, as the fault asks")


def application(environ, start_response):
    """Answer one request."""
    environ.pop("HTTP_SSL_CLIENT_S_DN", None)
    if name := subject(environ):
        environ.update(SSL_CLIENT_S_DN=name, SSL_CLIENT_VERIFY="SUCCESS")
    fault = fault_for(environ)
    delay(environ, fault)
    if status := fault.get("status"):
        body = fault.get("body", "").encode()
        start_response(f"{status} Fault", list(fault.get("headers", {}).items()))
        return [body]
    answer = rucio(environ, start_response)
    return broken(answer, fault["break_after"]) if "break_after" in fault else answer
