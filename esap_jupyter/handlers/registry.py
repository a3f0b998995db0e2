"""The registry: which services there are."""

import threading
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from ..archives.vo.registry.regtap import USUAL_FIELDS, RegistryQuestion
from ..models.discovery import RegistryAnswer
from .app import App
from .base import EsapHandler
from .operation import operation

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["RegistryHandler"]

Text = Annotated[str, msgspec.Meta(max_length=1000)]


class RegistryQuery(msgspec.Struct, kw_only=True):
    """Which services; what is empty does not restrict.

    ``fields`` (comma between) say where keywords are looked for; ``service`` is tap, sia2, sia,
    ssa or scs. With a ``target``, services that declare to have nothing within ``radius`` degrees
    of it are left out.
    """

    keywords: Text = ""
    any_word: bool = False
    fields: Text = ",".join(USUAL_FIELDS)
    service: Text = ""
    waveband: Text = ""
    model: Text = ""
    columns: Text = ""
    target: Text = ""
    radius: Annotated[float, msgspec.Meta(gt=0, le=180)] = 0.5


class RegistryHandler(EsapHandler):
    """Services of the registry."""

    path = "registry"

    def initialize(self, *, app: App) -> None:
        """Take the extension; who leaves ends the search."""
        super().initialize(app=app)
        self._left = threading.Event()

    def on_connection_close(self) -> None:
        """End the search, as nobody waits for it."""
        self._left.set()
        super().on_connection_close()

    @operation("Find services", answer=RegistryAnswer, query=RegistryQuery)
    async def get(self, query: RegistryQuery) -> RegistryAnswer:
        """Find services, the closest first."""
        return await self.run(lambda esap: _find(esap, query, self._left), online=True)


def _find(esap: "Platform", query: RegistryQuery, cancel: threading.Event) -> RegistryAnswer:
    given: dict[str, Any] = msgspec.structs.asdict(query)
    target, radius = given.pop("target"), given.pop("radius")
    fields = tuple(part.strip() for part in given.pop("fields").split(",") if part.strip())
    question = RegistryQuestion(fields=fields, **given)
    return esap.discovery.find(question, target=target, radius=radius, cancel=cancel)
