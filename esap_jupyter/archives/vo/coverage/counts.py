"""Asks archives for their own cheap counts, in parallel, each for a short time."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial

import msgspec

from ....errors import (
    ArchiveError,
    CancelledError,
    EsapError,
    NotAvailableError,
    ServerError,
    TimedOutError,
    UnreachableError,
)
from ....models import Target
from ....models.discovery import Coverage, Presence
from ....net import cancel_scope
from ....urls import origin
from ....wording import describe_error
from ...base import Connector, Count, Question
from ...connector_errors import connector_of
from ...refusals import with_name

__all__ = ["Counter", "Found"]

_AT_ONCE = 2
"""How many counts one host is asked for at the same time."""
_TOGETHER = 24
"""How many archives are asked at the same time."""
_SLICE = 0.02

Found = Callable[[Coverage], None]


class Counter:
    """Counts.

    Parameters
    ----------
    connector
        Returns the connector of an archive.
    seconds
        How long each has; waiting for its host counts.
    """

    def __init__(self, *, connector: Callable[[str], Connector], seconds: float) -> None:
        self._connector = connector
        self._seconds = seconds

    def count(
        self,
        target: Target,
        radius: float,
        archives: Mapping[str, str | None],
        cancel: threading.Event,
        found: Found,
    ) -> None:
        """Count the rows of each archive within a circle; those that do not answer in time say so.

        Parameters
        ----------
        target
            The centre.
        radius
            In degrees.
        archives
            Their ids, each with the collection to count in, None for the archive's own.
        cancel
            Ends it when set.
        found
            Told of each archive, in this thread, as it comes.
        """
        hosts: dict[str, threading.Semaphore] = {}
        changed = threading.Event()
        waiting = deque(archives.items())
        asking: list[_Asking] = []
        try:
            while (waiting or asking) and not cancel.is_set():
                while waiting and len(asking) < _TOGETHER:
                    key, name = waiting.popleft()
                    question = Question(targets=(target,), radius=radius, collection=name)
                    one = _Asking(key, time.monotonic() + self._seconds, changed)
                    one.start(partial(self._ask, one, question, hosts))
                    asking.append(one)
                changed.wait(_SLICE)
                changed.clear()
                asking = [one for one in asking if not self._ended(one, found)]
        finally:
            for one in asking:
                one.stop.set()

    def _ended(self, one: "_Asking", found: Found) -> bool:
        told = one.told
        if told is None and time.monotonic() < one.deadline:
            return False
        one.stop.set()
        found(told or self._late(one.archive))
        return True

    def _ask(
        self, one: "_Asking", question: Question, hosts: dict[str, threading.Semaphore]
    ) -> Coverage:
        who = archive = one.archive
        try:
            # Not within the scope: a sandbox that is starting may go on doing so.
            connector = self._connector(archive)
            who = connector.entry.name
            if "target" not in connector.takes:
                return Coverage(archive=archive, note="It cannot be asked by position.")
            # Set in one step, as others who ask the same host begin at the same time.
            host = hosts.setdefault(str(origin(connector.url)), threading.Semaphore(_AT_ONCE))
            with host, connector_of(who):
                return _told(archive, _counted(connector, question, one.stop))
        except CancelledError:
            return self._late(archive)
        except EsapError as error:
            return _failed(archive, with_name(error, who))
        except OSError as error:
            # That of a disk here, which says nothing of the archive.
            words = f"The answer of {who} could not be read: {error.strerror or error}."
            return _failed(archive, NotAvailableError(words, remedy="Free space for it."))

    def _late(self, archive: str) -> Coverage:
        error = TimedOutError(
            f"It did not answer within {self._seconds:g} s.", remedy="Search it, or look again."
        )
        return _failed(archive, error)


class _Asking:
    """One archive that is being asked, in a thread that may be left behind."""

    def __init__(self, archive: str, deadline: float, changed: threading.Event) -> None:
        self.archive = archive
        self.deadline = deadline
        self.stop = threading.Event()
        self.told: Coverage | None = None
        self._changed = changed

    def start(self, ask: Callable[[], Coverage]) -> None:
        def run() -> None:
            try:
                self.told = ask()
            finally:
                self._changed.set()

        threading.Thread(target=run, name="esap-count", daemon=True).start()


def _failed(archive: str, error: EsapError) -> Coverage:
    quiet = isinstance(error, UnreachableError) and not isinstance(error, ServerError)
    presence: Presence = "silent" if quiet else "failed"
    if isinstance(error, ArchiveError):
        # It refused what was written here, which nobody can correct.
        error = ArchiveError(error.message, remedy="Search it to see whether it has data here.")
    return Coverage(archive=archive, presence=presence, error=describe_error(error))


def _counted(connector: Connector, question: Question, stop: threading.Event) -> Count | str:
    """Return the count, or in words why there is none."""
    if question.collection is None:
        question = msgspec.structs.replace(question, collection=connector.entry.collection)
    # What is learnt of a service on the way serves the next time, even when it comes too late.
    queries = connector.queries(question)
    with cancel_scope(stop):
        counts = [connector.count(query, stop) for query in queries]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts) or not known:
        protocols = {query.protocol for query in queries}
        return f"{' and '.join(sorted(protocols)) or 'It'} gives no count before a search."
    rows = None if any(count.rows is None for count in known) else sum(c.rows or 0 for c in known)
    return Count(
        rows=rows,
        some=any(count.some for count in known),
        approximate=any(count.approximate for count in known),
        note=" ".join(dict.fromkeys(count.note for count in known if count.note)),
    )


def _told(archive: str, count: Count | str) -> Coverage:
    if isinstance(count, str):
        return Coverage(archive=archive, note=count)
    sure = count.some or count.rows is not None
    return Coverage(
        archive=archive,
        presence="data" if count.some else "none" if sure else "undeclared",
        rows=count.rows,
        approximate=count.approximate,
        source="count" if sure else "",
        note=count.note,
    )
