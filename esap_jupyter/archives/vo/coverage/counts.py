"""Asks archives for their own cheap counts, in parallel, each for a short time."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

import msgspec

from ....errors import CancelledError, EsapError, TimedOutError
from ....models import Target
from ....models.discovery import Coverage
from ....net import cancel_scope
from ....urls import origin
from ....wording import describe_error
from ...base import Connector, Count, Question
from ...refusals import with_name

__all__ = ["Counter"]

_AT_ONCE = 2
"""How many counts one host is asked for at the same time."""
_SLICE = 0.02


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
    ) -> dict[str, Coverage]:
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
        """
        stop = threading.Event()
        hosts: dict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(_AT_ONCE))
        lock = threading.Lock()
        found: dict[str, Coverage] = {}

        def one(archive: str) -> None:
            question = Question(targets=(target,), radius=radius, collection=archives[archive])
            told = self._one(archive, question, hosts, stop)
            with lock:
                found[archive] = told

        threads = [
            threading.Thread(target=one, args=[key], name="esap-count", daemon=True)
            for key in archives
        ]
        deadline = time.monotonic() + self._seconds
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            if cancel.is_set() or time.monotonic() > deadline:
                break
            time.sleep(_SLICE)
        stop.set()
        with lock:
            return {key: found.get(key) or self._late(key) for key in archives}

    def _one(
        self,
        archive: str,
        question: Question,
        hosts: dict[str, threading.Semaphore],
        stop: threading.Event,
    ) -> Coverage:
        who = archive
        try:
            # Not within the scope: a sandbox that is starting may go on doing so.
            connector = self._connector(archive)
            who = connector.entry.name
            if "target" not in connector.takes:
                return Coverage(archive=archive, note="It cannot be asked by position.")
            with cancel_scope(stop), hosts[str(origin(connector.url))]:
                return _told(archive, _counted(connector, question, stop))
        except CancelledError:
            return self._late(archive)
        except EsapError as error:
            return Coverage(archive=archive, error=describe_error(with_name(error, who)))

    def _late(self, archive: str) -> Coverage:
        error = TimedOutError(
            f"It did not count within {self._seconds:g} s.", remedy="Search it, or look again."
        )
        return Coverage(archive=archive, error=describe_error(error))


def _counted(connector: Connector, question: Question, stop: threading.Event) -> Count | None:
    if question.collection is None:
        question = msgspec.structs.replace(question, collection=connector.entry.collection)
    counts = [connector.count(query, stop) for query in connector.queries(question)]
    known = [count for count in counts if count is not None]
    if len(known) < len(counts) or not known:
        return None
    rows = None if any(count.rows is None for count in known) else sum(c.rows or 0 for c in known)
    return Count(
        rows=rows,
        some=any(count.some for count in known),
        approximate=any(count.approximate for count in known),
    )


def _told(archive: str, count: Count | None) -> Coverage:
    if count is None:
        return Coverage(archive=archive, note="It has no cheap way to count.")
    return Coverage(
        archive=archive,
        presence="data" if count.some else "none",
        rows=count.rows,
        approximate=count.approximate,
        source="count",
    )
