"""Conditions on metadata, as Rucio's search of DIDs takes them.

Rucio reads ``filters`` as a Python literal: a list of dictionaries, of which one must hold (OR),
each with ``key`` or ``key.operator`` and a value, which must all hold (AND).
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from ..errors import BadRequestError
from ..models import DidFilter

__all__ = ["COLUMNS", "are_own", "literal", "parse_filters", "written_filters"]

COLUMNS = (
    "account",
    "adler32",
    "bytes",
    "campaign",
    "created_at",
    "datatype",
    "events",
    "guid",
    "hidden",
    "is_open",
    "length",
    "lumiblocknr",
    "md5",
    "monotonic",
    "phys_group",
    "prod_step",
    "project",
    "provenance",
    "run_number",
    "stream_name",
    "task_id",
    "updated_at",
    "version",
)
"""Keys that each Rucio has for each DID; others are kept by a plugin of its own."""

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "like"]
_SUFFIXES: dict[Operator, str] = {
    "=": "",
    "like": "",
    "!=": ".ne",
    "<": ".lt",
    "<=": ".lte",
    ">": ".gt",
    ">=": ".gte",
}
_WORDS: dict[str, Operator] = {
    "": "=",
    "ne": "!=",
    "lt": "<",
    "lte": "<=",
    "gt": ">",
    "gte": ">=",
    "like": "like",
}
_KEY = re.compile(r"[^\s.'\"\\,;<>=!*%]{1,255}")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_NAMES = ("name", "scope", "type", "did_type")

Groups = Sequence[Sequence[DidFilter]]


def literal(name: str, groups: Groups) -> str:
    """Write a pattern of names and conditions as Rucio reads them.

    Parameters
    ----------
    name
        With ``*`` for any text.
    groups
        Alternatives, each a list of conditions.

    Raises
    ------
    BadRequestError
        A condition cannot be asked of Rucio.
    """
    if not name or not name.isprintable():
        raise BadRequestError(f"{name[:80]!r} is no pattern of names.", remedy="Write * for all.")
    alternatives = [group for group in groups if group] or [[]]
    # Rucio changes what it reads, so that each alternative has a dictionary of its own.
    return repr([{"name": name, **_conditions(group)} for group in alternatives])


def are_own(groups: Groups) -> bool:
    """Tell whether conditions are on metadata that Rucio keeps beside the DIDs themselves.

    It then answers without types and sizes, and does not look at the type that is asked for.
    """
    return any(each.key not in COLUMNS for group in groups for each in group)


def parse_filters(conditions: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> list[Any]:
    """Read conditions as Python gives them: ``{"run__gt": 5}``, or a list of such (OR).

    The operators are Rucio's words (``ne``, ``lt``, ``lte``, ``gt``, ``gte``) or ``like``, after
    two underscores or a dot.
    """
    groups = [conditions] if isinstance(conditions, Mapping) else list(conditions)
    return [[_parsed(key, value) for key, value in group.items()] for group in groups if group]


def written_filters(groups: Groups) -> str:
    """Write conditions for people: ``run > 5 and site = lab, or …``."""
    said = (" and ".join(f"{each.key} {each.operator} {each.value}" for each in g) for g in groups)
    return ", or ".join(filter(None, said))


def _parsed(key: str, value: Any) -> DidFilter:
    named, _, word = key.replace("__", ".").partition(".")
    operator = _WORDS.get(word)
    if operator is None:
        raise BadRequestError(
            f"{word!r} is no comparison.",
            remedy="Write ne, lt, lte, gt, gte or like after two underscores.",
        )
    if operator == "=" and isinstance(value, str) and "*" in value:
        operator = "like"
    return DidFilter(key=named, operator=operator, value=str(value))


def _conditions(group: Sequence[DidFilter]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for each in group:
        key = _checked_key(each)
        if key in made:
            raise BadRequestError(
                f"{each.key} is compared twice in the same way.",
                remedy="Rucio takes one comparison of a kind for a key; make it an alternative.",
            )
        made[key] = _value(each)
    return made


def _checked_key(each: DidFilter) -> str:
    if not _KEY.fullmatch(each.key) or each.key in _NAMES:
        raise BadRequestError(
            f"{each.key[:80]!r} cannot be a key of metadata here.",
            remedy="Name and type have fields of their own; keys have no dots or signs.",
        )
    return each.key + _SUFFIXES[each.operator]


def _value(each: DidFilter) -> str | int | float:
    if not each.value or not each.value.isprintable():
        raise BadRequestError(f"Nothing is compared with {each.key}.", remedy="Give a value.")
    if each.operator != "like" and any(sign in each.value for sign in "*%"):
        raise BadRequestError(
            f"{each.key} {each.operator} {each.value[:80]}: Rucio takes * and % for any text.",
            remedy="Choose like for a pattern; a * itself cannot be looked for.",
        )
    return each.value if each.operator == "like" else _number(each.value)


def _number(text: str) -> str | int | float:
    # Rucio makes numbers of text itself, but none with a sign.
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text) if not text.lstrip("-").startswith("00") else text
    return text
