"""Coverage: which archives have data at a place, before they are searched."""

import threading
from typing import TYPE_CHECKING, Annotated

import msgspec

from ..errors import BadRequestError
from ..models.discovery import Coverage
from .base import EsapHandler
from .operation import operation

if TYPE_CHECKING:
    from ..extension import ESAP

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

    def initialize(self, *, app: "ESAP") -> None:
        """Take the extension; who leaves ends the asking."""
        super().initialize(app=app)
        self._left = threading.Event()

    def on_connection_close(self) -> None:
        """End the asking, as nobody waits for it."""
        self._left.set()
        super().on_connection_close()

    @operation("Say which archives have data", answer=list[Coverage], query=CoverageQuery)
    async def get(self, query: CoverageQuery) -> list[Coverage]:
        """Say which archives have data at a place; this contacts them, for some seconds."""
        wanted = list(dict.fromkeys(part for part in query.archives.split(",") if part))
        if not wanted:
            raise BadRequestError("No archive is named.", remedy="Give ids, comma between.")
        collections = _collections(query.collections)
        return await self.run(
            lambda esap: esap.discovery.look_ahead(
                query.target, query.radius, wanted, collections=collections, cancel=self._left
            ),
            online=True,
        )


def _collections(text: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str])
    except msgspec.DecodeError as error:
        raise BadRequestError(
            "The collections are not a JSON object of names by archive.",
            remedy='Give them like {"sandbox": "ivoa.obscore"}.',
        ) from error
