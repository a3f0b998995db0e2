"""Sends one query to a TAP service: at once, or as an asynchronous job."""

import contextlib
import re
import threading
from pathlib import Path

import msgspec

from ....compute import Compute
from ....errors import CancelledError, EsapError, TimedOutError
from ....net import HttpClient, Progress
from ...base import Query
from ...jobs.watch import JobWatcher
from ...options import Positive, Seconds
from ...refusals import refusal
from .limits import TapLimits
from .uploads import Form, packed
from .uws import UwsClient
from .uws_follow import fetch_result, follow

__all__ = ["Sending", "TapOptions"]

_ERROR_BYTES = 256 * 1024
_LARGE = 100_000
"""From how many rows on a query is run as a job, where nobody chose."""
_TOP = re.compile(r"\s*select\s+(?:all\s+|distinct\s+)?top\s+(\d{1,9})\b", re.IGNORECASE)


class TapOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a catalogue may say under ``options``.

    ``max_mb`` is the largest answer; ``timeout`` the seconds of silence that are allowed, as
    services compute before they send; ``total_timeout`` the seconds for a whole answer.
    """

    max_mb: Positive = 2048
    timeout: Seconds = 60.0
    total_timeout: Seconds = 3600.0


class Sending:
    """How a query goes to a service and its answer comes back.

    Parameters
    ----------
    service
        The service's address.
    who
        What to call it.
    http
        The client that all requests go through.
    compute
        Where tables are written to be sent.
    options
        What the catalogue says of time and size.
    limits
        What the service allows.
    slow
        Set once a query took too long at this service, so that the next ones are jobs.
    jobs
        Who is told of jobs.
    """

    def __init__(
        self,
        *,
        service: str,
        who: str,
        http: HttpClient,
        compute: Compute,
        options: TapOptions,
        limits: TapLimits,
        slow: threading.Event,
        jobs: JobWatcher,
    ) -> None:
        self._service = service
        self._who = who
        self._http = http
        self._compute = compute
        self._options = options
        self._limits = limits
        self._slow = slow
        self._jobs = jobs
        self._max_bytes = options.max_mb << 20

    def fetch(
        self, query: Query, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Write the answer to a file; see `esap_jupyter.archives.base.Connector.fetch`.

        Where nobody chose, many rows are asked for by a job, and so is all once a query took
        too long here; a query that takes too long is asked again by a job.
        """
        form = packed(
            query.params,
            query.uploads,
            folder=destination.parent,
            limits=self._limits,
            compute=self._compute,
            who=self._who,
            cancel=cancel,
        )
        with form as ready:
            if self._is_job(query):
                self._as_job(query, ready, destination, progress, cancel)
                return
            try:
                self._at_once(query, ready, destination, progress, cancel)
            except TimedOutError as error:
                self._slow.set()
                if query.mode == "sync" or not self._limits.jobs:
                    raise _advised(error) from error
                self._as_job(query, ready, destination, progress, cancel)

    def _is_job(self, query: Query) -> bool:
        if query.mode != "auto":
            return query.mode == "async"
        return self._limits.jobs and (self._slow.is_set() or _rows(query) >= _LARGE)

    def _at_once(
        self,
        query: Query,
        form: Form,
        destination: Path,
        progress: Progress,
        cancel: threading.Event,
    ) -> None:
        data, headers = form
        response = self._http.download(
            "POST",
            query.url,
            data=data,
            headers=headers,
            destination=destination,
            max_bytes=self._max_bytes,
            read_timeout=self._options.timeout,
            total_timeout=self._options.total_timeout,
            progress=progress,
            cancel=cancel,
            who=self._who,
        )
        with destination.open("rb") as file:
            beginning = file.read(_ERROR_BYTES)
        error = refusal(response.status, beginning, response.content_type, who=self._who)
        if error is not None:
            destination.unlink(missing_ok=True)
            raise error

    def _as_job(
        self,
        query: Query,
        form: Form,
        destination: Path,
        progress: Progress,
        cancel: threading.Event,
    ) -> None:
        client = self._client()
        data, headers = form
        job = client.create(
            f"{self._service}/async",
            data,
            headers,
            total_timeout=self._options.total_timeout,
            cancel=cancel,
        )
        try:
            self._jobs.begun(job, query.text)
        except BaseException:
            # Nobody would find it again.
            self._remove(client, job)
            raise
        try:
            client.start(job, cancel=cancel)
            self.collect(job, destination, progress, cancel)
        except CancelledError:
            if not self._jobs.leaving:
                self._remove(client, job)
            raise

    def collect(
        self, job: str, destination: Path, progress: Progress, cancel: threading.Event
    ) -> None:
        """Wait for a job that was started, and write its table to a file.

        Raises
        ------
        CancelledError
            It was cancelled; nothing is done to the job here.
        EsapError
            There is no table; then there is no file either.
        """
        client = self._client()
        over = follow(client, job, jobs=self._jobs, cancel=cancel)
        fetch_result(
            self._http,
            client,
            job,
            over,
            service=self._service,
            who=self._who,
            destination=destination,
            max_bytes=self._max_bytes,
            timeout=self._options.timeout,
            total_timeout=self._options.total_timeout,
            progress=progress,
            cancel=cancel,
        )

    def _client(self) -> UwsClient:
        return UwsClient(http=self._http, service=self._service, who=self._who)

    def _remove(self, client: UwsClient, job: str) -> None:
        """Stop and delete a job; where that fails, the list of jobs still has it."""
        # It may be over already; deleting stops it too (UWS 1.1, section 2.2.3.2).
        with contextlib.suppress(EsapError):
            client.abort(job)
        try:
            client.delete(job)
        except EsapError:
            return
        self._jobs.removed(job)


def _rows(query: Query) -> int:
    top = _TOP.match(query.text)
    return min(query.maxrec, int(top[1])) if top else query.maxrec


def _advised(error: TimedOutError) -> TimedOutError:
    return TimedOutError(error.message, remedy="Run it as an async job, or ask for less.")
