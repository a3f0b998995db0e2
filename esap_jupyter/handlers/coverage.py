"""Coverage: which archives have data at a place, before they are searched."""

import asyncio
import threading
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from tornado.iostream import StreamClosedError

from ..errors import BadRequestError
from ..models.discovery import Coverage
from .app import App
from .base import EsapHandler
from .operation import operation

__all__ = ["CoverageHandler"]


class CoverageQuery(msgspec.Struct, kw_only=True):
    """Where, and which archives (ids, comma between); ``radius`` is in degrees.

    ``collections`` is a JSON object of collections by archive, where it is not its own.
    """

    target: Annotated[str, msgspec.Meta(max_length=1000)]
    archives: str
    radius: Annotated[float, msgspec.Meta(gt=0, le=180)] = 0.5
    collections: Annotated[str, msgspec.Meta(max_length=100_000)] = "{}"


class CoverageHandler(EsapHandler):
    """What archives have at a place."""

    path = "coverage"

    def initialize(self, *, app: App) -> None:
        """Take the extension; who leaves ends the asking."""
        super().initialize(app=app)
        self._left = threading.Event()
        self._written = 0

    def on_connection_close(self) -> None:
        """End the asking, as nobody waits for it."""
        self._left.set()
        super().on_connection_close()

    @operation("Say which archives have data", answer=list[Coverage], query=CoverageQuery)
    async def get(self, query: CoverageQuery) -> list[Coverage]:
        """Say which archives have data at a place; this contacts them, for some seconds.

        The list is written as it comes, one archive a line, so their order is not that asked for.
        """
        wanted = list(dict.fromkeys(part for part in query.archives.split(",") if part))
        if not wanted:
            raise BadRequestError("No archive is named.", remedy="Give ids, comma between.")
        collections = _collections(query.collections)
        loop = asyncio.get_running_loop()

        def tell(coverage: Coverage) -> None:
            # The loop may close at any moment; then nobody waits any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._write_one, coverage)

        return await self.run(
            lambda esap: esap.discovery.look_ahead(
                query.target,
                query.radius,
                wanted,
                collections=collections,
                cancel=self._left,
                found=tell,
            ),
            online=True,
        )

    def send(self, answer: Any, status: HTTPStatus) -> None:
        """End the list whose items have been written, or send what is no list.

        A list that breaks off is not ended, so that nobody takes it for whole.
        """
        if self._written:
            self.finish("\n]" if status == HTTPStatus.OK else "\n")
        else:
            super().send(answer, status)

    def _write_one(self, coverage: Coverage) -> None:
        if self._left.is_set() or self._finished:
            return
        if not self._written:
            self.set_header("Content-Type", "application/json")
            # Proxies that gather answers are asked not to.
            self.set_header("X-Accel-Buffering", "no")
        self.write(("," if self._written else "[") + "\n")
        self.write(msgspec.json.encode(coverage))
        self._written += 1
        with suppress(StreamClosedError):
            self.flush()


def _collections(text: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.DecodeError as error:
        raise BadRequestError(
            "The collections are not a JSON object of names by archive.",
            remedy='Give them like {"sandbox": "ivoa.obscore"}.',
        ) from error
