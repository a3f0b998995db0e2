"""What is asked of a lake when its DIDs are listed, as it is written in Python."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from ..errors import BadRequestError
from ..lake.filters import parse_filters
from ..models import DidQuestion

__all__ = ["did_question"]

_WILD = frozenset("*%")


def did_question(
    pattern: str,
    type: str,  # noqa: A002  (what Rucio calls it)
    *,
    recursive: bool,
    any_of: Iterable[Mapping[str, Any]],
    filters: Mapping[str, Any],
) -> DidQuestion:
    """Make a question of what `DataLake.dids` is called with.

    Raises
    ------
    BadRequestError
        There is no scope, or something else in it makes no sense.
    """
    scope, _, name = str(pattern).partition(":")
    if not _WILD.isdisjoint(scope):
        raise BadRequestError(
            f"{str(pattern)[:80]!r} does not say in which scope; a lake looks in one at a time.",
            remedy=f"Write scope:{name or scope[:80]}, with one of the lake's scopes().",
        )
    groups = parse_filters([{**filters, **each} for each in any_of] or [dict(filters)])
    question = {"scope": scope, "name": name or "*", "type": type, "recursive": recursive}
    try:
        asked = msgspec.convert(question, DidQuestion)
    except msgspec.ValidationError as error:
        raise BadRequestError(
            f"The DIDs cannot be listed: {error}.",
            remedy="Types are all, collection, container, dataset and file.",
        ) from None
    return msgspec.structs.replace(asked, filters=groups)
