"""Archives: what there is, and whether it answers."""

from ..models import Archive
from .base import EsapHandler
from .operation import operation

__all__ = ["ArchiveCheckHandler", "ArchiveHandler", "ArchivesHandler"]


class ArchivesHandler(EsapHandler):
    """All archives of the catalogue."""

    path = "archives"

    @operation("List the archives", answer=list[Archive])
    async def get(self) -> list[Archive]:
        """List the archives."""
        return await self.run(lambda esap: esap.archives())


class ArchiveHandler(EsapHandler):
    """One archive."""

    path = "archives/{archive}"

    @operation("Describe an archive", answer=Archive)
    async def get(self, archive: str) -> Archive:
        """Describe an archive as it is known."""
        return await self.run(lambda esap: esap.archive(archive))


class ArchiveCheckHandler(EsapHandler):
    """Whether one archive answers."""

    path = "archives/{archive}/check"

    @operation("Contact an archive and describe it", answer=Archive)
    async def post(self, archive: str) -> Archive:
        """Contact an archive."""
        return await self.run(lambda esap: esap.check(archive), online=True)
