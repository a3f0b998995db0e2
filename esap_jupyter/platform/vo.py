"""What helps to ask services of the Virtual Observatory, as the platform puts it together."""

from ..archives.vo.discovery import Discovery
from ..archives.vo.queries.desk import QueryDesk
from ..archives.vo.rows.services import RowServices
from .archives import ArchivesPart
from .core import Core

__all__ = ["VoPart"]


class VoPart:
    """Discovery before a search, the writing of queries, and the services of rows.

    Parameters
    ----------
    core
        What all parts stand on.
    archives
        The archives that are asked.
    """

    def __init__(self, core: Core, *, archives: ArchivesPart) -> None:
        self._core = core
        self._archives = archives
        self.discovery = core.lazy(self._make_discovery)
        self.desk = core.lazy(self._make_desk)
        self.row_services = core.lazy(self._make_row_services)

    def _make_discovery(self) -> Discovery:
        return Discovery(
            archives=self._archives.list,
            connector=lambda key: self._archives.synced().connector(key),
            results=lambda: self._core.results().list(),
            resolve=self._archives.resolve,
            compute=self._core.compute,
            folder=lambda: self._core.home() / "maps",
        )

    def _make_desk(self) -> QueryDesk:
        return QueryDesk(
            connector=self._archives.board().connector,
            resolve=self._archives.resolve,
            compute=self._core.compute,
        )

    def _make_row_services(self) -> RowServices:
        return RowServices(
            http=self._core.http(),
            compute=self._core.compute,
            name_of=self._archives.name_of,
            moved=self._archives.moved,
        )
