"""Requests to a running server, as its page makes them."""

import json
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from .jupyter import Jupyter

__all__ = ["ask_server"]


def ask_server(jupyter: Jupyter, path: str, body: Any = None, method: str = "") -> Any:
    """Ask below ``esap/``, with POST where there is a body unless told; return the document."""
    request = Request(
        f"{jupyter.url}esap/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {jupyter.token}", "Content-Type": "application/json"},
        method=method or ("GET" if body is None else "POST"),
    )
    with build_opener(ProxyHandler({})).open(request, timeout=60) as answer:
        return json.load(answer)
