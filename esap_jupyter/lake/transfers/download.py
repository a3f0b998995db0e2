"""Fetches the files of DIDs, several at once, and counts what has come."""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path

import msgspec

from ...errors import CancelledError, EsapError, sentence
from ...models import Replica
from ..dids import DidName
from .fetching import Fetcher
from .plan import Plan

__all__ = ["Counter", "Downloaded", "download", "failure_of"]

_AT_ONCE = 8
_NAMED = 3
Key = tuple[str, str]


class Downloaded(msgspec.Struct):
    """Where the files are, by scope and name, and what went wrong, by DID."""

    paths: dict[Key, Path] = {}
    failed: dict[str, EsapError] = {}


class Counter:
    """Sums the bytes of files that are transferred side by side.

    Parameters
    ----------
    tell
        Called with the sum.
    """

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._lock = threading.Lock()
        self._by_file: dict[Key, int] = {}
        self._sum = 0
        self._tell = tell

    def set(self, key: Key, done: int) -> None:
        """Take how many bytes of one file have come, and tell the sum."""
        with self._lock:
            self._sum += done - self._by_file.get(key, 0)
            self._by_file[key] = done
            total = self._sum
        self._tell(total)


def download(
    plan: Plan,
    fetcher: Fetcher,
    *,
    progress: Callable[[int], None],
    changed: Callable[[DidName, int | None, EsapError | None], None],
    cancel: threading.Event,
    at_once: int = _AT_ONCE,
) -> Downloaded:
    """Fetch all files of a plan; one that cannot be had does not stop the others.

    Parameters
    ----------
    plan
        What to fetch.
    fetcher
        Fetches one.
    progress
        Called with the bytes of all files so far.
    changed
        Told of each file how it goes: bytes while it comes, None at its end with its error.
    cancel
        Ends it when set.
    at_once
        How many files are fetched side by side.

    Raises
    ------
    CancelledError
        It was cancelled; what came whole is kept.
    """
    counter = Counter(progress)
    done = Downloaded(failed=dict(plan.failed))

    def one(key: Key, replica: Replica) -> Path:
        did = DidName(*key)

        def told(count: int) -> None:
            counter.set(key, count)
            changed(did, count, None)

        changed(did, 0, None)
        try:
            path = fetcher.fetch(replica, progress=told, cancel=cancel)
        except EsapError as error:
            changed(did, None, error)
            raise
        except BaseException:
            changed(did, None, None)
            raise
        counter.set(key, int(replica.did.size or path.stat().st_size))
        changed(did, None, None)
        return path

    with ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="esap-lake") as pool:
        running = {pool.submit(partial(one, *item)): item[0] for item in plan.files.items()}
        try:
            _collect(running, done)
        except BaseException:
            cancel.set()
            for future in running:
                future.cancel()
            raise
    return done


def failure_of(done: Downloaded, count: int, *, words: str = "") -> EsapError:
    """Word what went wrong with some files of ``count``; the first causes in full."""
    errors = list(done.failed.values())
    if len(errors) == 1 and count <= 1:
        return errors[0]
    causes = " ".join(sentence(error.message) for error in errors[:_NAMED])
    more = f" … and {len(errors) - _NAMED} more." if len(errors) > _NAMED else ""
    kinds = {type(error) for error in errors}
    kind = kinds.pop() if len(kinds) == 1 else EsapError
    what = "could not be had; the others are here" if done.paths else "could not be had"
    return kind(
        f"{len(errors)} of {count} {words or what}. {causes}{more}", remedy=errors[0].remedy
    )


def _collect(running: Mapping[Future[Path], Key], done: Downloaded) -> None:
    waiting: Iterable[Future[Path]] = set(running)
    while waiting:
        ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in ended:
            key = running[future]
            try:
                done.paths[key] = future.result()
            except CancelledError:
                raise
            except EsapError as error:
                done.failed[":".join(key)] = error
