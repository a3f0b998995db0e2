"""Values that metadata are compared with, as Rucio understands them.

Rucio takes text that is written like one of Python's literals for that, unless it holds one of
``+ - * /``, and fails with a fault of its database where the kinds do not fit. So what it would
take for something else is refused here, in words.
"""

import math
import re
from datetime import UTC, datetime

from ..errors import BadRequestError
from ..models import DidFilter

__all__ = ["COLUMNS", "UNSEARCHED", "value_of"]

_WHOLES = frozenset(
    {
        "access_cnt",
        "bytes",
        "events",
        "length",
        "lumiblocknr",
        "panda_id",
        "run_number",
        "task_id",
    }
)
_TIMES = frozenset({"accessed_at", "closed_at", "created_at", "eol_at", "expired_at"})
_SWITCHES = frozenset(
    {"constituent", "hidden", "is_archive", "is_new", "purge_replicas", "transient"}
)
_TEXTS = frozenset(
    {
        "adler32",
        "campaign",
        "datatype",
        "guid",
        "md5",
        "phys_group",
        "prod_step",
        "project",
        "provenance",
        "stream_name",
        "version",
    }
)
COLUMNS = _WHOLES | _TIMES | _SWITCHES | _TEXTS
"""Keys that each Rucio has for each DID; others are kept by a plugin of its own."""

UNSEARCHED = frozenset(
    {
        "account",
        "availability",
        "complete",
        "did_type",
        "is_open",
        "monotonic",
        "name",
        "obsolete",
        "scope",
        "suppressed",
        "type",
        "updated_at",
    }
)
"""What each Rucio has for each DID too, but does not search by as metadata."""

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_GUID = re.compile(r"[0-9a-fA-F]{32}")
_LITERAL = re.compile(
    r"""[(\[{]([^A-Za-z]*|.*['"].*)[)\]}]|[rbuRBU]{0,2}(['"]).*\2|None|\.\.\."""
    r"""|0[xobXOB][0-9a-fA-F_]+|[0-9]+(_[0-9]+)+|[0-9][0-9.]*[jJ]"""
)
_LONGEST = 1000


def value_of(each: DidFilter) -> str | int | float:
    """Return the value of a condition as it is sent.

    Raises
    ------
    BadRequestError
        It is of another kind than the key, or Rucio would take it for something else.
    """
    text = each.value
    if not text or not text.isprintable() or len(text) > _LONGEST:
        raise BadRequestError(f"Nothing is compared with {each.key}.", remedy="Give a value.")
    if each.operator == "like":
        if each.key in COLUMNS - _TEXTS:
            raise _other(each, "is no text", "Compare it by =, ≠, <, ≤, > or ≥.")
        if any(sign in text for sign in "*%"):
            return text
    elif any(sign in text for sign in "*%"):
        raise _other(
            each,
            "has * or %, which Rucio takes for any text",
            "Choose like for a pattern; a * itself cannot be looked for.",
        )
    return _column(each) if each.key in COLUMNS else _free(each)


def _column(each: DidFilter) -> str | int | float:
    if each.key in _WHOLES:
        number = _number(each.value)
        if isinstance(number, str):
            raise _other(each, "is no number", "Compare it with a number.")
        return number
    if each.key in _TIMES:
        return _time(each)
    if each.key in _SWITCHES and each.value.lower() not in ("true", "false"):
        raise _other(each, "is neither true nor false", "Write true or false.")
    if each.key == "guid":
        guid = each.value.replace("-", "")
        if not _GUID.fullmatch(guid):
            raise _other(each, "is no GUID", "Write its 32 hexadecimal digits.")
        return guid
    return each.value


def _time(each: DidFilter) -> str:
    try:
        moment = datetime.fromisoformat(each.value)
    except ValueError:
        raise _other(each, "is no time", "Write it as 2026-11-26 12:00:00 (UTC).") from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _free(each: DidFilter) -> str | int | float:
    value = _number(each.value)
    is_literal = isinstance(value, str) and _LITERAL.fullmatch(value)
    if is_literal and not any(sign in each.value for sign in "+-*/"):
        raise _other(
            each, "is what Rucio takes for a value of Python", "Choose like, with a * at its end."
        )
    return value


def _number(text: str) -> str | int | float:
    # Rucio makes numbers of text itself, but none with a sign.
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def _other(each: DidFilter, what: str, remedy: str) -> BadRequestError:
    return BadRequestError(
        f"{each.key} {each.operator} {each.value[:80]!r}: that {what}.", remedy=remedy
    )
