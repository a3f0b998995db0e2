"""A connector for Simple Cone Search services (IVOA SCS 1.03): all that a new archive takes."""

from pathlib import Path
from threading import Event
from urllib.parse import urlencode

from esap_jupyter.archives.base import Connector, Query, Question
from esap_jupyter.models import Collection
from esap_jupyter.net import Progress


class ConeSearch(Connector):
    """Asks a cone search for all that lies around a position."""

    def check(self) -> None:
        """Ask for nothing at the pole, as the standard proposes."""
        self.http.get(self.url, {"RA": "0", "DEC": "90", "SR": "0"}, who=self.entry.name)

    def collections(self) -> list[Collection]:
        """Name the one table that such a service has."""
        return [Collection(id="objects", title=self.entry.name, ra="ra", dec="dec")]

    def queries(self, question: Question) -> list[Query]:
        """Write the three parameters of a cone search."""
        [target] = question.targets
        params = {"RA": str(target.ra), "DEC": str(target.dec), "SR": str(question.radius)}
        query = Query(
            url=self.url,
            params=params,
            protocol="SCS",
            language="SCS",
            text=f"{self.url}?{urlencode(params)}",
            maxrec=question.maxrec,
            notes=question.unused(()),
        )
        return [query]

    def fetch(self, query: Query, destination: Path, progress: Progress, cancel: Event) -> None:
        """Write the VOTable that the service answers with."""
        self.http.download(
            "GET",
            query.url,
            params=query.params,
            destination=destination,
            max_bytes=256 * 1024 * 1024,
            progress=progress,
            cancel=cancel,
            who=self.entry.name,
        )
