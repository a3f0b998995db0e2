"""What comes back from a request."""

from collections.abc import Callable, Mapping

import msgspec

__all__ = ["Progress", "Response"]

# Bytes so far, and of how many where the server said so.
Progress = Callable[[int, int | None], None]


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """An answer; ``headers`` have lower-case names, ``url`` is the last one asked.

    ``body`` is empty where the answer was written to a file. Several ``set-cookie`` stand in one,
    a line each.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    url: str

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()
