"""Fetches the result of a job that is there already, as if it were an archive's answer."""

import threading
from pathlib import Path

from ...models import Collection
from ...models.jobs import Job
from ...net import Progress
from ...wholes import whole
from ..base import TAKES, Connector, Query, Question
from ..vo.tap.connector import TapConnector
from ..vo.tap.uws import UwsClient

__all__ = ["JobConnector"]

_MAXREC = 5_000_000


class JobConnector(Connector):
    """The one answer of a job.

    Parameters
    ----------
    inner
        The connector of the job's archive.
    client
        Asks for its jobs.
    job
        The job.
    """

    takes = frozenset(TAKES)

    def __init__(self, *, inner: TapConnector, client: UwsClient, job: Job) -> None:
        super().__init__(entry=inner.entry, url=inner.url, http=inner.http, compute=inner.compute)
        self.max_bytes = inner.max_bytes
        self._inner = inner
        self._client = client
        self._job = job

    def check(self) -> None:
        """Look at the job."""
        self._client.describe(self._job.url)

    def collections(self) -> list[Collection]:
        """List nothing: what it searches was decided long ago."""
        return []

    def queries(self, question: Question) -> list[Query]:
        """Return the query of the job, which is not to be asked again."""
        job = self._job
        limit = whole(job.parameters.get("MAXREC", "")) or (job.request and job.request.maxrec)
        return [
            Query(
                url=job.url,
                params={},
                protocol="TAP",
                language="ADQL",
                text=job.query or question.adql,
                maxrec=limit or _MAXREC,
                mode="async",
            )
        ]

    def fetch(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Wait for the job's end, starting it where nobody has, and write its table.

        A cancel ends the waiting; the job goes on.
        """
        if self._client.describe(query.url, cancel=cancel).phase == "PENDING":
            self._client.start(query.url, cancel=cancel)
        self._inner.sending(self.jobs).collect(query.url, destination, progress, cancel)
