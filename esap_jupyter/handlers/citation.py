"""Citations: how to cite a result."""

from pathlib import Path

from ..models.discovery import Citation
from .base import EsapHandler
from .operation import operation

__all__ = ["ResultCitationHandler"]


class ResultCitationHandler(EsapHandler):
    """How to cite a result."""

    path = "results/{result}/citation"

    @operation("Say how to cite a result", answer=Citation)
    async def get(self, result: str) -> Citation:
        """Give text and BibTeX."""
        from ..results.cite import cite, origin_infos

        stored = await self.run(lambda esap: esap.results.get(result))
        infos = await self.run(
            lambda _: self.app.workers.run(origin_infos, Path(stored.path), lane="view")
        )
        return cite(stored, infos=infos)
