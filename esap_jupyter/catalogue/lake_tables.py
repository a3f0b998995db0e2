"""The lakes of all catalogue files; one that makes no sense spoils no other, and says why."""

import re
from collections.abc import Mapping
from typing import Any

from ..errors import BadRequestError
from .lakes import LakeEntry, read_lake, shown_address
from .problems import Source
from .tables import named_tables

__all__ = ["LakeTables"]

_KIND = "lakes"
_STRANGE = re.compile(r"[^a-z0-9_.-]+")
_LONGEST = 64


class LakeTables:
    """Gathers the tables ``[lakes.<id>]``, the later files overriding the earlier key by key."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, Any]] = {}
        self._files: dict[str, Source] = {}
        self._problems: dict[str, BadRequestError] = {}

    def take(self, source: Source, data: Mapping[str, Any]) -> None:
        """Add what a file says.

        Raises
        ------
        BadRequestError
            ``lakes`` is no table at all, so that nobody knows of which lake it speaks.
        """
        tables = data.get(_KIND, {})
        if not isinstance(tables, dict):
            list(named_tables(source, data, _KIND))
        for key, table in tables.items():
            self._files[key] = source
            told = table if isinstance(table, dict) else {}
            self._tables.setdefault(key, {}).update(told)
            try:
                list(named_tables(source, {_KIND: {key: table}}, _KIND))
            except BadRequestError as error:
                self._problems.setdefault(key, error)

    def entries(self) -> dict[str, LakeEntry]:
        """Return all lakes by id; what is wrong with one is its ``reason``."""
        made = [self._entry(key) for key in self._tables]
        return {entry.id: entry for entry in made}

    def _entry(self, key: str) -> LakeEntry:
        table = self._tables[key]
        problem = self._problems.get(key)
        if problem is None:
            try:
                return read_lake(self._files[key], key, table)
            except BadRequestError as error:
                problem = error
        plain = _STRANGE.sub("-", key.lower()).strip("-.")[:_LONGEST] or "lake"
        return LakeEntry(
            id=plain,
            name=_shown(table.get("name")) or plain,
            url=shown_address(_shown(table.get("url"))),
            hidden=table.get("hidden") is True,
            reason=problem.message.removesuffix(".").replace("The", "the", 1),
        )


def _shown(value: Any) -> str:
    return value if isinstance(value, str) and value.isprintable() else ""
