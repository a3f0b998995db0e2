"""Conditions on metadata, as Rucio's search of DIDs takes them.

Rucio reads ``filters`` as a Python literal: a list of dictionaries, of which one must hold (OR),
each with ``key`` or ``key.operator`` and a value, which must all hold (AND).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from ..errors import BadRequestError
from ..models import DidFilter
from .filter_values import COLUMNS, UNSEARCHED, value_of

__all__ = ["are_own", "literal", "parse_filters", "written_filters"]

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
        made[key] = value_of(each)
    return made


def _checked_key(each: DidFilter) -> str:
    if not _KEY.fullmatch(each.key) or each.key in UNSEARCHED:
        raise BadRequestError(
            f"{each.key[:80]!r} is no key of metadata that Rucio searches by.",
            remedy="Name and type have fields of their own; keys have no dots, spaces or signs.",
        )
    return each.key + _SUFFIXES[each.operator]
