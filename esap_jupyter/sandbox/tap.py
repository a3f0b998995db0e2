"""The resources of the TAP service, without HTTP: a path and parameters in, a reply out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ..adql.answer import Answer
from ..adql.engine import Engine
from ..errors import EsapError
from . import vosi
from .parameters import SyncRequest, sync_request

__all__ = ["Document", "Rows", "Tap", "failure"]

_XML = "text/xml;charset=utf-8"
_VOTABLE = "application/x-votable+xml"
_TEXT = "text/plain;charset=utf-8"
_WELCOME = "This is the sandbox of esap-jupyter. Its TAP service is at /tap\n"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A reply that is known whole."""

    body: bytes
    media_type: str = _XML
    status: int = 200


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A reply whose rows are still being computed; its reader closes the answer."""

    answer: Answer
    request: SyncRequest


class Tap:
    """TAP 1.1 with synchronous queries.

    Parameters
    ----------
    engine
        The locked database.
    time_limit
        Seconds after which a query is stopped.
    """

    def __init__(self, *, engine: Engine, time_limit: float = 60.0) -> None:
        self._engine = engine
        self._time_limit = time_limit
        self._up_since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def reply(
        self,
        path: str,
        parameters: Mapping[str, str],
        *,
        base: str,
        cancelled: Callable[[], bool],
    ) -> Document | Rows:
        """Answer a request.

        Parameters
        ----------
        path
            The path of the resource, from the root of the server.
        parameters
            DALI parameters, names in upper case.
        base
            The address of the TAP service as the client sees it.
        cancelled
            Says whether the client has gone.

        Raises
        ------
        EsapError
            The query cannot be answered; `failure` makes a reply of it.
        """
        resource = path.rstrip("/")
        if resource == "/tap/sync":
            return self._sync(parameters, cancelled)
        if resource in ("", "/tap"):
            return Document(body=_WELCOME.encode(), media_type=_TEXT)
        if resource == "/tap/capabilities":
            return Document(body=vosi.capabilities(base))
        if resource == "/tap/availability":
            return Document(body=vosi.availability(self._up_since))
        if resource == "/tap/async" or resource.startswith("/tap/async/"):
            message = "This service answers synchronous queries only; send it to /tap/sync."
            return Document(body=vosi.error(message), media_type=_VOTABLE, status=501)
        return self._tables(resource, parameters)

    def _sync(self, parameters: Mapping[str, str], cancelled: Callable[[], bool]) -> Rows:
        request = sync_request(parameters)
        answer = self._engine.run(
            request.query,
            maxrec=request.maxrec,
            seconds=self._time_limit,
            cancelled=cancelled,
        )
        return Rows(answer=answer, request=request)

    def _tables(self, resource: str, parameters: Mapping[str, str]) -> Document:
        if resource == "/tap/tables":
            columns = parameters.get("DETAIL", "max").lower() != "min"
            return Document(body=vosi.tableset(self._engine.catalogue, columns=columns))
        name = resource.removeprefix("/tap/tables/")
        table = self._engine.catalogue.find(name) if name != resource else None
        if table is None:
            body = f"There is no {resource[:200]} here.\n".encode()
            return Document(body=body, media_type=_TEXT, status=404)
        return Document(body=vosi.table(table))


def failure(error: EsapError) -> Document:
    """Make the reply of an error, as DALI wants it: a VOTable, with HTTP status 400."""
    return Document(body=vosi.error(str(error)), media_type=_VOTABLE, status=400)
