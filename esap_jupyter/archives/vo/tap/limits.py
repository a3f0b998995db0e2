"""What a TAP service allows (TAPRegExt 1.0): uploads, jobs, and their limits."""

import msgspec

from ....errors import BadAnswerError
from ....wholes import whole
from ...documents import Element, attribute, children, parse, text_of, walk

__all__ = ["TapLimits", "read_limits"]

_TAP = "ivo://ivoa.net/std/tap"
_INLINE = "ivo://ivoa.net/std/tapregext#upload-inline"
_JOBS = ("executionDuration", "retentionPeriod")


class TapLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What is declared; a limit of None is none, or not told.

    ``uploads`` is whether tables can be sent along with a query, ``upload_rows`` and
    ``upload_bytes`` their largest sizes. ``jobs`` is whether the service says something of
    asynchronous queries, ``duration`` and ``retention`` the seconds that they may compute and
    are kept unless one asks for others.
    """

    uploads: bool = False
    upload_rows: int | None = None
    upload_bytes: int | None = None
    jobs: bool = False
    duration: int | None = None
    retention: int | None = None


def read_limits(body: bytes, *, who: str) -> TapLimits:
    """Read the limits out of a document of VOSI capabilities.

    Raises
    ------
    BadAnswerError
        It is none, or not that of a TAP service.
    """
    root = parse(body, who=who, what="its capabilities")
    for capability in children(root, "capability"):
        if attribute(capability, "standardID").lower().partition("#")[0] == _TAP:
            return _limits(capability)
    raise BadAnswerError(
        f"{who} does not say that it is a TAP service.",
        remedy="Correct the archive's address in the catalogue.",
    )


def _limits(capability: Element) -> TapLimits:
    methods = {attribute(each, "ivo-id").lower() for each in walk(capability, "uploadMethod")}
    sizes = dict(_sizes(each) for each in children(capability, "uploadLimit"))
    return TapLimits(
        uploads=_INLINE in methods,
        upload_rows=sizes.get("row"),
        upload_bytes=sizes.get("byte"),
        jobs=any(next(children(capability, name), None) is not None for name in _JOBS),
        duration=_default(capability, _JOBS[0]),
        retention=_default(capability, _JOBS[1]),
    )


def _sizes(limit: Element) -> tuple[str, int | None]:
    for name in ("hard", "default"):
        for each in children(limit, name):
            unit = attribute(each, "unit").lower() or "row"
            return unit, whole("".join(each.itertext()).strip())
    return "row", None


def _default(capability: Element, name: str) -> int | None:
    found = next(children(capability, name), None)
    if found is None:
        return None
    return whole(text_of(found, "default")) or whole(text_of(found, "hard"))
