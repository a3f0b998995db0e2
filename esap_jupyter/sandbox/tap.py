"""The resources of the TAP service, without HTTP: a request in, a reply out."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from ..adql.engine import Engine
from . import vosi
from .capabilities import capabilities
from .examples import examples
from .jobs import Jobs
from .queries import Queries
from .replies import XHTML, Document, Reply, Rows, not_found, plain
from .requests import Parameters, Request
from .uws import Uws

__all__ = ["Tap"]


class Tap:
    """TAP 1.1.

    Parameters
    ----------
    engine
        The locked database.
    time_limit
        Seconds after which a synchronous query is stopped.
    """

    def __init__(self, *, engine: Engine, time_limit: float = 60.0) -> None:
        self._engine = engine
        self._queries = Queries(engine=engine)
        self._uws = Uws(jobs=Jobs(start=self._start))
        self._time_limit = time_limit
        up_since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._resources: dict[str, Callable[[Request], Reply]] = {
            "/tap": lambda _: plain("This is the TAP service of esap-jupyter's sandbox."),
            "/tap/sync": self._sync,
            "/tap/capabilities": self._capabilities,
            "/tap/availability": lambda _: Document(body=vosi.availability(up_since)),
            "/tap/examples": lambda _: Document(body=examples(), media_type=XHTML),
        }

    def close(self) -> None:
        """Stop all jobs."""
        self._uws.close()

    def reply(self, request: Request) -> Reply:
        """Answer a request.

        Raises
        ------
        EsapError
            The query cannot be answered.
        """
        if f"{request.path}/".startswith("/tap/async/"):
            return self._uws.reply(request)
        answer = self._resources.get(request.path)
        return answer(request) if answer else self._tables(request)

    def _capabilities(self, request: Request) -> Reply:
        return Document(body=capabilities(f"{request.origin}/tap"))

    def _sync(self, request: Request) -> Rows:
        return self._queries.start(
            request.parameters,
            request.files,
            seconds=self._time_limit,
            cancelled=request.cancelled,
        )

    def _start(
        self,
        parameters: Parameters,
        files: Mapping[str, bytes],
        seconds: float,
        cancelled: Callable[[], bool],
    ) -> Rows:
        return self._queries.start(parameters, files, seconds=seconds, cancelled=cancelled)

    def _tables(self, request: Request) -> Document:
        if request.path == "/tap/tables":
            columns = request.parameters.one("DETAIL", "max").lower() != "min"
            return Document(body=vosi.tableset(self._engine.catalogue, columns=columns))
        name = request.path.removeprefix("/tap/tables/")
        table = self._engine.catalogue.find(name) if name != request.path else None
        return not_found(request.path) if table is None else Document(body=vosi.table(table))
