"""What is asked of a Zooniverse, and a person's login to it."""

import json
import threading
from pathlib import Path
from typing import Any

import pyarrow as pa

from esap_jupyter import votable
from esap_jupyter.archives.base import Question
from esap_jupyter.archives.rest.zooniverse.connector import ZooniverseConnector

__all__ = ["CLASSIFIED", "ask", "classifications", "table_of", "write_login"]

CLASSIFIED = "projects/1/classifications"


def ask(collection: str | None = None, maxrec: int = 20_000, **parameters: Any) -> Question:
    """Make a question in the Zooniverse's own terms."""
    return Question(collection=collection, parameters=parameters, maxrec=maxrec)


def classifications(**parameters: Any) -> Question:
    """Ask for the classifications of a project."""
    return ask("classifications_export", project="1", **parameters)


def table_of(zoo: ZooniverseConnector, question: Question, folder: Path) -> pa.Table:
    """Ask, and return the rows of the one query."""
    (query,) = zoo.queries(question)
    zoo.fetch(query, folder / "a.xml", lambda _d, _t: None, threading.Event())
    return votable.read(folder / "a.xml")


def write_login(home: Path, mode: int = 0o600, **pairs: str) -> None:
    """Write a person's login of the archive ``mine``."""
    lines = [f"{key} = {json.dumps(value)}" for key, value in pairs.items()]
    path = home / "credentials.toml"
    path.write_text("\n".join(["[mine]", *lines]), encoding="utf-8")
    path.chmod(mode)
