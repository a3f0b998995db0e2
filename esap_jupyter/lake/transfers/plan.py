"""Which files are to be fetched."""

import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing

import msgspec

from ...errors import CancelledError, EsapError, NotFoundError, TooLargeError
from ...models import Did, Replica
from ..connection import LakeConnection
from ..dids import DidName
from .for_all import FOR_ALL

__all__ = ["MOST_FILES", "Plan", "planned"]

MOST_FILES = 100_000
_AT_ONCE = 500
Key = tuple[str, str]


class Plan(msgspec.Struct):
    """The files of some DIDs, each once, and the DIDs that could not be looked up.

    ``files`` are by scope and name, in the order of the DIDs, then of names; ``failed`` by DID.
    """

    files: dict[Key, Replica] = {}
    failed: dict[str, EsapError] = {}

    @property
    def size(self) -> int:
        """Bytes of all files, those that are known."""
        return sum(int(replica.did.size or 0) for replica in self.files.values())


def planned(
    lake: LakeConnection,
    dids: Iterable[DidName],
    cancel: threading.Event | None = None,
    *,
    most: int = MOST_FILES,
) -> Plan:
    """Find the files of DIDs through all levels, and where each is.

    A file that the lake names without any replica is planned too, so that it is missed.

    Parameters
    ----------
    lake
        The lake.
    dids
        Files, or what holds files.
    cancel
        Ends it when set.
    most
        How many files are taken; they are counted before any replica is asked for.

    Raises
    ------
    TooLargeError
        There are more files.
    CancelledError
        It was cancelled meanwhile.
    UnreachableError
        The lake does not answer.
    NotLoggedInError
        One has to log in first.
    """
    plan = Plan()
    named: dict[Key, Did] = {}
    for did in dict.fromkeys(dids):
        found: dict[Key, Did] = {}
        try:
            for file in _files(lake, did, cancel):
                found[file.scope, file.name] = file
                if len(found) > most:
                    raise _too_many(most)
        except (*FOR_ALL, TooLargeError):
            raise
        except NotFoundError as error:
            plan.failed[str(did)] = NotFoundError(f"{did}: {error.message}", remedy=error.remedy)
        except EsapError as error:
            plan.failed[str(did)] = error
        else:
            for key in sorted(found):
                named.setdefault(key, found[key])
            if len(named) > most:
                raise _too_many(most)
    _look_for_replicas(lake, list(named.values()), plan, cancel)
    return plan


def _files(lake: LakeConnection, did: DidName, cancel: threading.Event | None) -> Generator[Did]:
    is_empty = True
    with closing(lake.collections.files(did)) as files:
        for file in files:
            _check(cancel)
            is_empty = False
            yield file
    if is_empty:
        lake.replicas.check(did)


def _look_for_replicas(
    lake: LakeConnection, files: Sequence[Did], plan: Plan, cancel: threading.Event | None
) -> None:
    for start in range(0, len(files), _AT_ONCE):
        some = files[start : start + _AT_ONCE]
        try:
            for replica in lake.replicas.of_files(some):
                _check(cancel)
                plan.files[replica.did.scope, replica.did.name] = replica
        except FOR_ALL:
            raise
        except EsapError as error:
            plan.failed |= {f"{each.scope}:{each.name}": error for each in some}


def _too_many(most: int) -> TooLargeError:
    return TooLargeError(
        f"These are more than {most} files, which are not fetched at once.",
        remedy="Choose some of the datasets in it, or single files.",
    )


def _check(cancel: threading.Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise CancelledError("It was cancelled.")
