"""How a method of a handler becomes an operation: declared once, for routing and OpenAPI alike."""

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado import web

from ..errors import BadRequestError, EsapError

__all__ = ["BINARY", "EMPTY", "IMAGE", "PAGE", "Operation", "operation"]

BINARY = "application/vnd.apache.arrow.file"
"""Stands for an answer that is raw bytes of an Arrow file."""

IMAGE = "image/*"
"""Stands for an answer that is the bytes of an image."""

PAGE = "text/html"
"""Stands for an answer that is a page, which a person's browser is sent to."""

EMPTY = None
"""Stands for an answer without a body."""

Method = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What a method does, takes and gives.

    Attributes
    ----------
    summary
        One line.
    answer
        The model of the answer (or a list of one), `BINARY` or `EMPTY`.
    body
        The model of the request's body.
    query
        The struct of the arguments in the address.
    status
        The status of success.
    takes
        `BINARY` where the body is raw bytes, which the method reads itself.
    """

    summary: str
    answer: Any = EMPTY
    body: type[msgspec.Struct] | None = None
    query: type[msgspec.Struct] | None = None
    status: HTTPStatus = HTTPStatus.OK
    takes: str | None = None


def operation(
    summary: str,
    *,
    answer: Any = EMPTY,
    body: type[msgspec.Struct] | None = None,
    query: type[msgspec.Struct] | None = None,
    status: HTTPStatus | None = None,
    takes: str | None = None,
) -> Callable[[Method], Method]:
    """Make a method an operation: only for whom may, JSON in, JSON out, errors as states.

    The method gets ``body`` and ``query`` by name where they are declared.
    """
    success = status or (HTTPStatus.NO_CONTENT if answer is EMPTY else HTTPStatus.OK)
    declared = Operation(
        summary=summary, answer=answer, body=body, query=query, status=success, takes=takes
    )

    def decorate(method: Method) -> Method:
        @web.authenticated
        @authorized
        @functools.wraps(method)
        async def inner(self: Any, *arguments: str, **keywords: Any) -> None:
            try:
                if declared.query:
                    keywords["query"] = _query(self, declared.query)
                if declared.body:
                    keywords["body"] = _body(self.request.body, declared.body)
                answer = await method(self, *arguments, **keywords)
            except EsapError as error:
                self.send_error_info(error)
            else:
                self.send(answer, declared.status)

        inner.operation = declared  # type: ignore[attr-defined]  # read again by OpenAPI
        return cast("Method", inner)

    return decorate


def _body(raw: bytes, kind: type[msgspec.Struct]) -> msgspec.Struct:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        if getattr(kind, "IS_SECRET", False):
            # The decoder's words quote what is wrong.
            raise BadRequestError(f"The body of the request is not a {kind.__name__}.") from None
        raise BadRequestError(
            f"The body of the request is not a {kind.__name__}: {error}"
        ) from error


def _query(handler: Any, kind: type[msgspec.Struct]) -> msgspec.Struct:
    # Jupyter adds arguments of its own (a token, a time against caches), so unknown ones pass.
    known = {field.encode_name for field in msgspec.structs.fields(kind)}
    given = {name: handler.get_query_argument(name) for name in handler.request.query_arguments}
    try:
        return msgspec.convert(
            {name: value for name, value in given.items() if name in known}, kind, strict=False
        )
    except msgspec.ValidationError as error:
        raise BadRequestError(f"The address of the request makes no sense: {error}") from error
