"""Speaks to the asynchronous side of a service (IVOA UWS 1.1, TAP 1.1 section 2)."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from ....errors import (
    ArchiveError,
    BadAnswerError,
    EsapError,
    NotAvailableError,
    NotFoundError,
)
from ....net import HttpClient, Response
from ....urls import is_upgrade, joined, origin
from ...refusals import refusal
from .uws_documents import JobDocument, JobReference, read_job, read_jobs

__all__ = ["UwsClient"]

_SEE_OTHER = 303
_BAD_REQUEST = 400
_GONE = (404, 410)
_ABSENT = (404, 405, 501)
_NO_METHOD = (405, 501)
_SECONDS = 30.0
_REPLY_SECONDS = 15.0


class UwsClient:
    """The jobs of one service.

    Parameters
    ----------
    http
        The client that all requests go through.
    service
        The service's address; jobs lie at its host, or at one that a catalogue names.
    who
        What to call the service.
    """

    def __init__(self, *, http: HttpClient, service: str, who: str) -> None:
        self._http = http
        self._service = service
        self._who = who

    def create(
        self,
        url: str,
        data: Mapping[str, str] | Path,
        headers: Mapping[str, str] | None = None,
        *,
        total_timeout: float = 120.0,
        cancel: threading.Event | None = None,
    ) -> str:
        """Make a job, which waits until it is started; returns its address.

        Parameters
        ----------
        url
            The list of jobs.
        data
            Its parameters, or a file that holds them as a multipart form.
        headers
            The type of that file.

        Raises
        ------
        BadAnswerError
            The service does not say where the job is, or names another host (UWS 1.1, 2.2.3.1).
        NotAvailableError
            It has no asynchronous queries.
        """
        response = self._http.send(
            "POST",
            url,
            data,
            headers,
            total_timeout=total_timeout,
            follow=False,
            cancel=cancel,
            who=self._who,
        )
        if response.status in _ABSENT:
            raise NotAvailableError(
                f"{self._who} does not run queries as asynchronous jobs.",
                remedy="Ask it synchronously.",
            )
        if response.status != _SEE_OTHER:
            raise self._not_made(response)
        location = response.headers.get("location", "").strip()
        if not location:
            raise BadAnswerError(
                f"{self._who} made a job, but does not say where it is.",
                remedy="Ask it synchronously, or tell its operators.",
            )
        return self.vouched(joined(response.url, location).partition("?")[0].rstrip("/"))

    def vouched(self, url: str) -> str:
        """Return the address of a job that may be asked for.

        A service behind a proxy that ends TLS may name itself by http; it is asked by https, and
        so is one that a catalogue names by http and that names itself by https.

        Raises
        ------
        BadAnswerError
            It is at another host than the service, and no catalogue names that.
        """
        here, there = origin(self._service), origin(url)
        if here is not None and there is not None:
            if there == here or is_upgrade(here, there):
                return url
            if there[1] == here[1] and (here[0], there[0]) == ("https", "http"):
                parts = urlsplit(self._service)
                return urlsplit(url)._replace(scheme=parts.scheme, netloc=parts.netloc).geturl()
            if self._http.guard.names(there[1], there[2]) and here[0] <= there[0]:
                return url
        raise BadAnswerError(
            f"{self._who} has its job at {url[:200]!r}, which is another host than its own.",
            remedy="Tell its operators, or add that host to allow under [network] in a catalogue.",
        )

    def start(self, job: str, *, cancel: threading.Event | None = None) -> None:
        """Let a job begin; not all services take PHASE when the job is made."""
        self._change(f"{job}/phase", {"PHASE": "RUN"}, cancel=cancel)

    def abort(self, job: str) -> None:
        """Stop a job."""
        self._change(f"{job}/phase", {"PHASE": "ABORT"})

    def delete(self, job: str) -> None:
        """Remove a job with what it gave; one that is gone is well removed."""
        response = self._http.send(
            "DELETE", job, total_timeout=_SECONDS, follow=False, cancel=_never(), who=self._who
        )
        if response.status in _NO_METHOD:
            # Of the two ways (UWS 1.1, section 2.2.3.2), the one for browsers.
            self._change(job, {"ACTION": "DELETE"})
        elif response.status not in _GONE and response.status != _SEE_OTHER:
            self._refuse(response)

    def keep(self, job: str, until: float) -> None:
        """Ask that a job is kept until a time (Unix seconds); services may give less."""
        text = datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._change(f"{job}/destruction", {"DESTRUCTION": text})

    def limit(self, job: str, seconds: int) -> None:
        """Ask that a job may compute for so long; services may give less."""
        self._change(f"{job}/executionduration", {"EXECUTIONDURATION": str(seconds)})

    def describe(
        self,
        job: str,
        *,
        wait: int | None = None,
        phase: str = "",
        cancel: threading.Event | None = None,
    ) -> JobDocument:
        """Look at a job; with ``wait``, until its phase is another or so many seconds are over.

        Raises
        ------
        NotFoundError
            The service does not have it any more.
        BadAnswerError
            What is there is no job.
        """
        query = "" if wait is None else f"?{urlencode({'WAIT': wait, 'PHASE': phase})}"
        response = self._get(job + query, seconds=_SECONDS + (wait or 0), cancel=cancel)
        return read_job(response.body, who=self._who, url=job)

    def error(self, job: str, *, cancel: threading.Event | None = None) -> Response:
        """Read what went wrong with a job in full."""
        return self._http.get(f"{job}/error", total_timeout=_SECONDS, cancel=cancel, who=self._who)

    def jobs(self, url: str, *, last: int = 100) -> list[JobReference]:
        """List the jobs that the service shows to whoever asks; those of other hosts left out."""
        response = self._get(f"{url}?{urlencode({'LAST': last})}")
        found = read_jobs(response.body, who=self._who, url=url)
        return [each for each in found[:last] if self._is_ours(each.url)]

    def _is_ours(self, url: str) -> bool:
        try:
            return self.vouched(url) == url
        except BadAnswerError:
            return False

    def _get(
        self, url: str, *, seconds: float = _SECONDS, cancel: threading.Event | None = None
    ) -> Response:
        response = self._http.get(url, total_timeout=seconds, cancel=cancel, who=self._who)
        if response.status in _GONE:
            raise _gone(self._who)
        self._refuse(response)
        return response

    def _change(
        self, url: str, data: Mapping[str, str], *, cancel: threading.Event | None = None
    ) -> None:
        response = self._http.send(
            "POST",
            url,
            data,
            total_timeout=_REPLY_SECONDS,
            follow=False,
            cancel=cancel or _never(),
            who=self._who,
        )
        if response.status in _GONE:
            raise _gone(self._who)
        if response.status != _SEE_OTHER:
            self._refuse(response)

    def _refuse(self, response: Response) -> None:
        error = refusal(response.status, response.body, response.content_type, who=self._who)
        if error is not None:
            raise error

    def _not_made(self, response: Response) -> EsapError:
        """Return the service's own words, which may come with the status of a success."""
        status = max(response.status, _BAD_REQUEST)
        error = refusal(status, response.body, response.content_type, who=self._who)
        if response.status >= _BAD_REQUEST and error is not None:
            return error
        if isinstance(error, ArchiveError) and error.message.startswith(f"{self._who} refused:"):
            return error
        return BadAnswerError(
            f"{self._who} did not make a job: it answered {response.status} where the way to the "
            "job was expected.",
            remedy="Ask it synchronously, or tell its operators.",
        )


def _never() -> threading.Event:
    """Tidying up goes on after a cancel, whatever scope the thread is in."""
    return threading.Event()


def _gone(who: str) -> NotFoundError:
    return NotFoundError(
        f"{who} does not have this job any more.",
        remedy="It was deleted, or its time was over. Ask again.",
    )
