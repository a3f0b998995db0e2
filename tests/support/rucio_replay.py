"""A Rucio that answers what a real one has answered, recorded in ``rucio_answers/``."""

import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.peers.fakes.base import Answer, Asked, Fake

__all__ = ["RecordedRucio", "answer", "recorded"]

FOLDER = Path(__file__).parent / "rucio_answers"
EXPIRES = "X-Rucio-Auth-Token-Expires"
# Where a question was put twice, the answer that a test gets unless it says otherwise.
SECOND_CHOICE = re.compile(r"_[45]\d\d$|^rule_locks_replicating$|^rule_(ok|after_deletion)$")


@cache
def recorded(name: str) -> dict[str, Any]:
    """Read a record: method, target, body, status, headers, text."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def answer(name: str) -> Answer:
    """Make an answer of a record; a token in it lives an hour from now."""
    record = recorded(name)
    headers = {key: value for key, value in record["headers"].items() if key != "Content-Type"}
    if EXPIRES in headers:
        headers[EXPIRES] = f"{datetime.now(UTC) + timedelta(hours=1):%a, %d %b %Y %H:%M:%S UTC}"
    media = record["headers"].get("Content-Type", "application/octet-stream")
    return Answer(record["text"].encode(), status=record["status"], media=media, headers=headers)


@cache
def catalogued() -> list[tuple[str, tuple[Any, ...], Any]]:
    """Name all records with the question that each answers."""
    names = sorted(path.stem for path in FOLDER.glob("*.json"))
    names.sort(key=lambda name: bool(SECOND_CHOICE.search(name)))
    return [(name, key(recorded(name)), recorded(name)["body"]) for name in names]


def key(record: dict[str, Any]) -> tuple[Any, ...]:
    """Write a question so that two ways of encoding it are equal."""
    parts = urlsplit(record["target"])
    query = parse_qs(parts.query, keep_blank_values=True)
    return (
        record["method"],
        unquote(parts.path),
        tuple(sorted((k, v[-1]) for k, v in query.items())),
    )


class RecordedRucio(Fake):
    """Answers each question that was recorded, whoever asks; others get status 501.

    Attributes
    ----------
    instead
        Names of records to answer with, by ``METHOD path`` (without arguments): either a name, or
        a list of names that are used up one after the other, the last for ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self.instead: dict[str, str | list[str]] = {}

    def answer(self, asked: Asked) -> Answer:
        """Answer a request."""
        names = self.instead.get(f"{asked.method} {unquote(asked.path)}")
        if isinstance(names, list):
            names = names.pop(0) if len(names) > 1 else names[0]
        if names:
            return answer(names)
        if asked.path == "/auth/userpass" and "wrong" in asked.headers.get("X-Rucio-Password", ""):
            return answer("auth_userpass_401")
        return self.found(asked)

    def found(self, asked: Asked) -> Answer:
        """Look the question up: with the same body first, then with the same path."""
        wanted = key({"method": asked.method, "target": asked.target})
        body = json.loads(asked.body) if asked.body else None
        same = [(name, about) for name, question, about in catalogued() if question == wanted]
        exact = [name for name, about in same if about == body]
        for name in [*exact, *(name for name, about in same if about and body)]:
            return answer(name)
        return Answer(f"not recorded: {asked.method} {asked.target}".encode(), status=501)
