"""Archives: what there is, and whether it answers."""

from http import HTTPStatus

from ..models import Archive
from ..models.catalogue import NewArchive
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

    @operation(
        "Add a service to one's own archives",
        answer=Archive,
        body=NewArchive,
        status=HTTPStatus.CREATED,
    )
    async def post(self, body: NewArchive) -> Archive:
        """Add a service; it is not contacted."""
        return await self.run(lambda esap: esap.add_archive(body))


class ArchiveHandler(EsapHandler):
    """One archive."""

    path = "archives/{archive}"

    @operation("Describe an archive", answer=Archive)
    async def get(self, archive: str) -> Archive:
        """Describe an archive as it is known."""
        return await self.run(lambda esap: esap.archive(archive))

    @operation("Take one of one's own archives away")
    async def delete(self, archive: str) -> None:
        """Take an archive away that the person added."""
        await self.run(lambda esap: esap.remove_archive(archive))


class ArchiveCheckHandler(EsapHandler):
    """Whether one archive answers."""

    path = "archives/{archive}/check"

    @operation("Contact an archive and describe it", answer=Archive)
    async def post(self, archive: str) -> Archive:
        """Contact an archive."""
        return await self.run(lambda esap: esap.check(archive), online=True)
