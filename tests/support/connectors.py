"""A connector alone, on an address of the loopback device that a test serves."""

import threading
from pathlib import Path
from typing import Any, TypeVar

from esap_jupyter import votable
from esap_jupyter.archives.base import Connector, Query, Question
from esap_jupyter.archives.credentials import CredentialReader
from esap_jupyter.catalogue import ArchiveEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.models import Target
from esap_jupyter.net import AddressGuard, HttpClient

__all__ = ["answer_of", "connect", "place"]

Made = TypeVar("Made", bound=Connector)


def connect(
    kind: type[Made],
    url: str,
    *also: str,
    name: str = "ALTA",
    home: Path | None = None,
    **options: Any,
) -> Made:
    """Make a connector of an entry whose host, and those named ``also``, may be asked.

    Its credentials are those in the folder ``home``.
    """
    entry = ArchiveEntry(id="mine", name=name, kind="any", url=url, options=options)
    http = HttpClient(guard=AddressGuard([url, *also]), user_agent="test", retries=0)
    made = kind(entry=entry, url=url, http=http, compute=InlineCompute())
    if home is not None:
        made.credentials = CredentialReader(lambda: home)
    return made


def place(ra: float, dec: float, radius: float = 0.5, **more: Any) -> Question:
    """Make a question for a position."""
    target = Target(text="here", name="here", ra=ra, dec=dec, sexagesimal="", source="coordinates")
    return Question(targets=(target,), radius=radius, **more)


def answer_of(connector: Connector, question: Question | Query, folder: Path) -> list[dict]:
    """Ask, and return the rows of all that came back as dictionaries."""
    queries = [question] if isinstance(question, Query) else connector.queries(question)
    rows: list[dict] = []
    for query in queries:
        path = folder / "answer"
        connector.fetch(query, path, lambda *_: None, threading.Event())
        rows += votable.read(path).to_pylist()
    return rows
