"""Asynchronous jobs: those that were made here, and any other that one attaches to."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from ...activities import Activities
from ...errors import (
    BadRequestError,
    ConflictError,
    EsapError,
    NotFoundError,
)
from ...models import Search, SearchRequest
from ...models.jobs import Job, JobChange
from ...urls import origin
from ..base import Connector
from ..board import ArchiveBoard
from ..vo.tap.connector import TapConnector
from ..vo.tap.uws import UwsClient
from ..vo.tap.uws_documents import JobDocument
from ..vo.tap.uws_follow import OVER, error_words
from .book import JobBook, job_id
from .connector import JobConnector
from .keeper import changes_of

__all__ = ["Jobs", "Launch"]

_LONGEST_HOURS = 24 * 365.0
_TITLE = 80
_TAILS = ("phase", "results", "result", "error", "parameters", "destruction", "owner", "quote")


class Launch(Protocol):
    """Starts a search whose only archive is asked through the connector given."""

    def __call__(
        self, request: SearchRequest, title: str, connector: Callable[[], Connector]
    ) -> Search:
        """Start it and return at once."""


class Jobs:
    """The jobs of one person. Nobody is contacted by `list` alone.

    Parameters
    ----------
    book
        Where jobs are remembered.
    board
        The archives.
    activities
        Where it stands what came of a job.
    launch
        Starts fetching a result.
    has_result
        Says whether a result is still stored.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        book: JobBook,
        board: ArchiveBoard,
        activities: Activities,
        launch: Launch,
        has_result: Callable[[str], bool],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.book = book
        self._board = board
        self._activities = activities
        self._launch = launch
        self._has_result = has_result
        self._clock = clock

    def ask(self, archive: str) -> list[Job]:
        """Ask an archive for the jobs that it shows; those remembered of it come first.

        Raises
        ------
        EsapError
            It has no list of jobs, or cannot be asked.
        """
        client, connector = self._client(archive)
        references = client.jobs(f"{connector.url}/async")
        known = {job.url: job for job in self.list() if job.archive == archive}
        for reference in references:
            mine = known.get(reference.url)
            known[reference.url] = (
                self.book.update(mine.id, phase=reference.phase, gone=False)
                if mine
                else Job(
                    id=job_id(reference.url),
                    archive=archive,
                    url=reference.url,
                    phase=reference.phase,
                    run_id=reference.run_id,
                    created=reference.created,
                    remembered=False,
                )
            )
        return [*known.values()]

    def attach(self, url: str, archive: str = "") -> Job:
        """Remember a job by its address, from whatever session or tool it is.

        Parameters
        ----------
        url
            The job's address; one of its parts, such as its phase, will do.
        archive
            The id of its archive, where that cannot be told from the address.

        Raises
        ------
        BadRequestError
            It is no address, or nobody can tell of which archive.
        NotFoundError
            There is no such job.
        EsapError
            The archive cannot be asked.
        """
        address = _job_address(url)
        owner = archive or self._archive_of(address)
        client, _ = self._client(owner)
        vouched = client.vouched(address)
        document = _described(client, vouched)
        key = job_id(vouched)
        known = next((job for job in self.book.list() if job.id == key), None)
        if known is None:
            self.book.put(Job(id=key, archive=owner, url=vouched, created=self._clock()))
        named = {"archive": archive} if archive else {}
        job = self.book.update(key, **named, **changes_of(document, self._clock()))
        if not job.title:
            job = self.book.update(key, title=_shortened(job.query))
        return self._with_result(job)

    def get(self, key: str) -> Job:
        """Look at a job again; one that is gone at its service says so.

        Raises
        ------
        NotFoundError
            No such job is remembered.
        EsapError
            Its archive cannot be asked.
        """
        job = self.book.get(key)
        self._board.get(job.archive)
        try:
            client, _ = self._client(job.archive, job)
            document = _described(client, job.url)
        except NotFoundError:
            return self._with_result(self.book.update(key, gone=True, checked=self._clock()))
        return self._with_result(self.book.update(key, **changes_of(document, self._clock())))

    def change(self, key: str, change: JobChange) -> Job:
        """Keep a job for longer, or stop it, and look at it again.

        Raises
        ------
        BadRequestError
            The time makes no sense.
        EsapError
            Its archive refuses, or cannot be asked.
        """
        job = self.book.get(key)
        if change.hours is not None and not 0 < change.hours <= _LONGEST_HOURS:
            raise BadRequestError(
                f"A time of {change.hours:g} hours makes no sense.",
                remedy=f"Give one above 0 and up to {_LONGEST_HOURS:g} hours.",
            )
        client, _ = self._client(job.archive, job)
        if change.abort:
            client.abort(job.url)
        if change.hours is not None:
            client.keep(job.url, self._clock() + change.hours * 3600)
        return self.get(key)

    def remove(self, key: str, *, forget: bool = False) -> None:
        """Delete a job at its service, which stops it, and forget it; or only forget it.

        Raises
        ------
        NotFoundError
            No such job is remembered.
        EsapError
            Its archive refuses, or cannot be asked; then the job is still remembered.
        """
        job = self.book.get(key)
        if not forget:
            self._board.get(job.archive)
            with suppress(NotFoundError):
                client, _ = self._client(job.archive, job)
                if job.phase not in OVER:
                    with suppress(EsapError):
                        client.abort(job.url)
                client.delete(job.url)
        self.book.forget(key)

    def fetch(self, key: str) -> Search:
        """Start to fetch a job's result, waiting for its end where need be.

        Raises
        ------
        ConflictError
            It is being fetched just now.
        NotFoundError
            No such job is remembered, or the service does not have it any more.
        """
        job = self.book.get(key)
        if job.activity and self._is_running(job.activity):
            raise ConflictError(
                "The result of this job is being fetched already.", remedy="Wait for it."
            )
        client, inner = self._client(job.archive, job)
        request = job.request or SearchRequest(
            archives=[job.archive], adql=job.query or job.url, mode="async"
        )
        title = job.title or _shortened(job.query) or job.url
        return self._launch(
            request, title, lambda: JobConnector(inner=inner, client=client, job=job)
        )

    def list(self) -> list[Job]:
        """All jobs that are remembered, as they were known last; the newest first."""
        return [self._with_result(job) for job in self.book.list()]

    def _client(self, archive: str, job: Job | None = None) -> tuple[UwsClient, TapConnector]:
        connector = self._board.connector(archive).job_service
        if not isinstance(connector, TapConnector):
            raise BadRequestError(
                f"{connector.entry.name} has no asynchronous jobs.", remedy="Choose another."
            )
        moved = job is not None and origin(job.url) != origin(connector.url)
        if moved and connector.entry.url is None:
            # The sandbox has another address each time, and its jobs end with it.
            raise NotFoundError(
                f"{connector.entry.name} was started again and has forgotten this job.",
                remedy="Ask again.",
            )
        client = UwsClient(http=connector.http, service=connector.url, who=connector.entry.name)
        return client, connector

    def _archive_of(self, address: str) -> str:
        found = sorted(_matching(address, self._places()), reverse=True)
        host = urlsplit(address).netloc
        if not found:
            raise BadRequestError(
                f"None of your archives is at {host}.",
                remedy="Add the service to your archives, or choose the archive of this job.",
            )
        best = [archive for score, archive in found if score == found[0][0]]
        if len(best) > 1:
            raise BadRequestError(
                f"Several of your archives are at {host}: {', '.join(sorted(best))}.",
                remedy="Choose the archive of this job.",
            )
        return best[0]

    def _places(self) -> Iterable[tuple[str, str]]:
        for archive in self._board.list():
            if "adql" not in archive.takes or archive.state == "unavailable":
                continue
            url = archive.url or self._board.address(archive.id)
            if url:
                yield archive.id, url

    def _is_running(self, activity: str) -> bool:
        try:
            return self._activities.get(activity).ended is None
        except NotFoundError:
            return False

    def _with_result(self, job: Job) -> Job:
        """Learn from its activity which result came of a job, and whether it is still there."""
        if job.result and not self._has_result(job.result):
            job = msgspec.structs.replace(job, result=None, result_name=None)
        if job.result or not job.activity:
            return job
        with suppress(NotFoundError):
            activity = self._activities.get(job.activity)
            found = activity.result if activity.state == "done" else None
            if found and self._has_result(found):
                return self.book.update(job.id, result=found, result_name=activity.result_name)
        return job


def _described(client: UwsClient, url: str) -> JobDocument:
    """Look at a job, and read why it failed where its description does not say."""
    document = client.describe(url)
    if document.phase != "ERROR" or document.error:
        return document
    return msgspec.structs.replace(document, error=error_words(client, url))


def _matching(address: str, places: Iterable[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    """Yield the archives at the host of a job, with how much of the path agrees.

    Services may have their jobs elsewhere than below their own address, as DaCHS does.
    """
    there = origin(address)
    path = urlsplit(address).path
    for archive, url in places:
        here = origin(url)
        if there is not None and here is not None and here[1:] == there[1:]:
            own = urlsplit(url).path.rstrip("/")
            yield (len(own) if path.startswith(f"{own}/") else -1), archive


def _job_address(url: str) -> str:
    address = url.strip().partition("#")[0].partition("?")[0].rstrip("/")
    if origin(address) is None or len(address) > 2000:  # noqa: PLR2004 (no address is longer)
        raise BadRequestError(
            f"{url[:200]!r} is not the address of a job.",
            remedy="Paste one such as https://…/tap/async/1234.",
        )
    head, _, tail = address.rpartition("/")
    while tail in _TAILS and "/async/" in f"{head}/":
        address = head
        head, _, tail = address.rpartition("/")
    return address


def _shortened(query: str) -> str:
    text = " ".join(query.split())
    return text if len(text) <= _TITLE else f"{text[: _TITLE - 1]}…"
