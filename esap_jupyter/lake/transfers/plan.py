"""Which files are to be fetched."""

import threading
from collections.abc import Iterable
from contextlib import closing

import msgspec

from ...errors import (
    CancelledError,
    EsapError,
    NotFoundError,
)
from ...models import Replica
from ..connection import LakeConnection
from ..dids import DidName
from .for_all import FOR_ALL

__all__ = ["Plan", "planned"]

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
    lake: LakeConnection, dids: Iterable[DidName], cancel: threading.Event | None = None
) -> Plan:
    """Find the files of DIDs through all levels, and where each is.

    A file that the lake names without any replica is planned too, so that it is missed.

    Raises
    ------
    CancelledError
        It was cancelled meanwhile.
    UnreachableError
        The lake does not answer.
    NotLoggedInError
        One has to log in first.
    """
    plan = Plan()
    for did in dict.fromkeys(dids):
        found: dict[Key, Replica] = {}
        try:
            with closing(lake.replicas.of([did])) as replicas:
                for replica in replicas:
                    _check(cancel)
                    found[_key(replica)] = replica
            if (did.scope, did.name) not in found:
                with closing(lake.collections.files(did)) as files:
                    for file in files:
                        _check(cancel)
                        found.setdefault((file.scope, file.name), Replica(did=file))
        except FOR_ALL:
            raise
        except NotFoundError as error:
            plan.failed[str(did)] = NotFoundError(f"{did}: {error.message}", remedy=error.remedy)
            continue
        except EsapError as error:
            plan.failed[str(did)] = error
            continue
        for key, replica in sorted(found.items(), key=lambda item: item[0]):
            plan.files.setdefault(key, replica)
    return plan


def _key(replica: Replica) -> Key:
    return replica.did.scope, replica.did.name


def _check(cancel: threading.Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise CancelledError("It was cancelled.")
