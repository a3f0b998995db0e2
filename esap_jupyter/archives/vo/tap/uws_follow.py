"""Waits for a job, and fetches what it gave."""

import threading
import time
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from ....errors import (
    ArchiveError,
    BadAnswerError,
    CancelledError,
    EsapError,
    NotFoundError,
    UnreachableError,
    sentence,
)
from ....net import HttpClient, Progress
from ....urls import origin
from ...jobs.watch import JobWatcher
from ...refusals import refusal
from .uws import UwsClient
from .uws_documents import JobDocument

__all__ = ["OVER", "error_words", "fetch_result", "follow"]

OVER = frozenset({"COMPLETED", "ERROR", "ABORTED", "ARCHIVED"})
"""The phases after which nothing more happens."""

_WAITABLE = frozenset({"PENDING", "QUEUED", "EXECUTING"})
_WAIT = 15
_FIRST_PAUSE = 0.4
_LONGEST_PAUSE = 20.0
_PATIENCE = 6
_ERROR_BYTES = 256 * 1024


def follow(
    client: UwsClient, url: str, *, jobs: JobWatcher, cancel: threading.Event
) -> JobDocument:
    """Wait until a job is over.

    Where the service is of UWS 1.1 it answers when the phase changes (``WAIT``, section 2.2.1.1);
    others, and those that answer at once all the same, are asked ever less often. A service that
    does not answer for a while does not end the waiting.

    Raises
    ------
    CancelledError
        It was cancelled; nothing is done to the job here.
    UnreachableError
        The service has not answered for several times on end.
    NotFoundError
        The job was deleted.
    """
    pause, failures = _FIRST_PAUSE, 0
    seen: JobDocument | None = None
    while True:
        began = time.monotonic()
        try:
            now = _look(client, url, seen, cancel)
        except UnreachableError as error:
            failures += 1
            if failures >= _PATIENCE:
                raise _lost(error) from error
        else:
            failures = 0
            jobs.seen(url, now)
            if now.phase in OVER:
                return now
            if seen is None or now.phase != seen.phase:
                pause = _FIRST_PAUSE
            seen = now
        if failures or time.monotonic() - began < pause:
            if cancel.wait(pause):
                raise CancelledError("It was cancelled.")
            pause = min(pause * 1.5, _LONGEST_PAUSE)


def fetch_result(
    http: HttpClient,
    client: UwsClient,
    url: str,
    job: JobDocument,
    *,
    service: str,
    who: str,
    destination: Path,
    max_bytes: int,
    timeout: float,
    total_timeout: float,
    progress: Progress,
    cancel: threading.Event,
) -> None:
    """Write the table of a job that is over to a file.

    Raises
    ------
    ArchiveError
        The job has failed, or was stopped; the message has the service's words.
    NotFoundError
        The result is gone.
    EsapError
        It cannot be had.
    """
    if job.phase != "COMPLETED":
        _refuse(client, url, job, who=who, cancel=cancel)
    address = _safe(job.result or f"{url}/results/result", service, who)
    response = http.download(
        "GET",
        address,
        destination=destination,
        max_bytes=max_bytes,
        read_timeout=timeout,
        total_timeout=total_timeout,
        progress=progress,
        cancel=cancel,
        who=who,
    )
    with destination.open("rb") as file:
        beginning = file.read(_ERROR_BYTES)
    error = refusal(response.status, beginning, response.content_type, who=who)
    if error is not None:
        destination.unlink(missing_ok=True)
        raise error if response.status not in (404, 410) else _no_result(who)


def _look(
    client: UwsClient, url: str, seen: JobDocument | None, cancel: threading.Event
) -> JobDocument:
    if seen is None or not seen.waits or seen.phase not in _WAITABLE:
        return client.describe(url, cancel=cancel)
    return client.describe(url, wait=_WAIT, phase=seen.phase, cancel=cancel)


def _refuse(
    client: UwsClient, url: str, job: JobDocument, *, who: str, cancel: threading.Event
) -> NoReturn:
    if job.phase == "ERROR":
        words = job.error or error_words(client, url, cancel) or "it does not say why"
        raise ArchiveError(
            sentence(f"{who} could not run the job: {words}"), remedy="Correct the query."
        )
    if job.phase == "ABORTED":
        limit = f" Its limit was {job.duration} s." if job.duration else ""
        raise ArchiveError(
            f"{who} stopped the job before it was done.{limit}",
            remedy="Somebody aborted it, or it took too long: ask for less, or again.",
        )
    if job.phase == "ARCHIVED":
        raise _no_result(who)
    raise BadAnswerError(f"The job at {who} is not over yet.", remedy="Wait for it.")


def error_words(client: UwsClient, url: str, cancel: threading.Event | None = None) -> str:
    """Return what the error document says (UWS 1.1, section 2.2.2.2), if it is to be had."""
    try:
        response = client.error(url, cancel=cancel)
    except CancelledError:
        raise
    except EsapError:
        return ""
    found = refusal(max(400, response.status), response.body, response.content_type, who="It")
    return found.message.partition(": ")[2] if found else ""


def _safe(address: str, service: str, who: str) -> str:
    """Return the address of a result that does not leave the safety of https."""
    here, there = origin(service), origin(address)
    if there is None or here is None:
        raise BadAnswerError(
            f"{who} has the result at {address[:200]!r}, which is no web address.",
            remedy="Tell its operators.",
        )
    if here[0] == "https" and there[0] == "http":
        if here[1] != there[1]:
            raise BadAnswerError(
                f"{who} has the result at {address[:200]!r}, which is not a safe address.",
                remedy="Tell its operators.",
            )
        return urlsplit(address)._replace(scheme="https", netloc=urlsplit(service).netloc).geturl()
    return address


def _lost(error: UnreachableError) -> UnreachableError:
    return type(error)(
        error.message,
        remedy="The job goes on there all the same; fetch its result later from the list of jobs.",
    )


def _no_result(who: str) -> NotFoundError:
    return NotFoundError(
        f"{who} does not have the result of this job any more.", remedy="Ask again."
    )
