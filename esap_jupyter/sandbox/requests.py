"""A request as the sandbox's services see it, without HTTP."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable
from urllib.parse import parse_qsl

from ..errors import BadRequestError
from .replies import Reply

__all__ = ["Closing", "Method", "Parameters", "Request", "Service", "decode"]

Method = Literal["GET", "POST", "DELETE"]
_MAX_FIELDS = 256


class Parameters:
    """DALI parameters: names without case, each with one value or several.

    Parameters
    ----------
    pairs
        Names and values in the order of the request.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name.upper(), []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def every(self, name: str) -> list[str]:
        """Return all values of a parameter that are not blank."""
        return [value.strip() for value in self._values.get(name, []) if value.strip()]

    def one(self, name: str, default: str = "") -> str:
        """Return the only value of a parameter; ``default`` where it is absent.

        Raises
        ------
        BadRequestError
            It is given more than once.
        """
        values = self._values.get(name, [])
        if len(values) > 1:
            raise BadRequestError(f"The parameter {name[:40]} is given twice.")
        return values[0] if values else default

    def pairs(self) -> list[tuple[str, str]]:
        """Return names, in upper case, and values."""
        return [(name, value) for name, values in self._values.items() for value in values]


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a client asks.

    Attributes
    ----------
    path
        The resource, from the root of the server, without a slash at its end.
    origin
        The server's address without a path, as the client sees it.
    files
        The contents of uploaded files by the name of their form field.
    cancelled
        Says whether the client has gone.
    """

    path: str
    origin: str
    method: Method = "GET"
    parameters: Parameters = field(default_factory=Parameters)
    files: Mapping[str, bytes] = field(default_factory=dict)
    cancelled: Callable[[], bool] = bool


class Service(Protocol):
    """Answers the requests below one path of the server."""

    def reply(self, request: Request) -> Reply:
        """Answer a request.

        Raises
        ------
        EsapError
            It cannot be answered; `esap_jupyter.sandbox.replies.failure` makes a reply of it.
        """


@runtime_checkable
class Closing(Protocol):
    """A service that has something to stop or to remove."""

    def close(self) -> None:
        """Stop it."""


def decode(encoded: str) -> list[tuple[str, str]]:
    """Decode form data.

    Raises
    ------
    BadRequestError
        It is not form data in UTF-8, or has too many fields.
    """
    try:
        return parse_qsl(
            encoded, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS
        )
    except ValueError:
        raise BadRequestError(
            "The request's parameters are not form data in UTF-8.",
            remedy="Send them as application/x-www-form-urlencoded.",
        ) from None
