"""Sources of archives, archives of one's own, and what the operator offers."""

from ..models.catalogue import ArchiveSource, Settings
from .base import EsapHandler
from .operation import operation

__all__ = ["SettingsHandler", "SourceHandler", "SourcesHandler"]


class SourcesHandler(EsapHandler):
    """All sources of archives."""

    path = "sources"

    @operation("List the sources of archives", answer=list[ArchiveSource])
    async def get(self) -> list[ArchiveSource]:
        """List them as they are known; none is contacted."""
        return await self.run(lambda esap: esap.sources())


class SourceHandler(EsapHandler):
    """One source of archives."""

    path = "sources/{source}"

    @operation("Ask a source for its archives", answer=ArchiveSource)
    async def post(self, source: str) -> ArchiveSource:
        """Contact it, and remember what it gives."""
        return await self.run(lambda esap: esap.read_source(source), online=True)


class SettingsHandler(EsapHandler):
    """What the operator offers."""

    path = "settings"

    @operation("Say what the operator offers", answer=Settings)
    async def get(self) -> Settings:
        """Say what is switched on."""
        return await self.run(lambda esap: esap.settings())
