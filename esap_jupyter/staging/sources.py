"""Where a file comes from."""

from collections.abc import Mapping

import msgspec

__all__ = ["Source"]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """An address, with what was promised of it.

    ``params`` are added to the address. ``who`` is the archive's name, ``content_type`` the media
    type that it promised and ``size`` the bytes, None where it told none. ``hint`` names the
    file where neither address nor answer does.
    """

    url: str
    params: Mapping[str, str] = {}
    who: str = ""
    content_type: str = ""
    size: int | None = None
    hint: str = ""
