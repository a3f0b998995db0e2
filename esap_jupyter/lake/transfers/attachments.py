"""How files of lakes are on this machine: here, on their way, or failed."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from ...errors import EsapError
from ...models import Did, LakeFile
from ..dids import DidName
from .manifest import Holdings

__all__ = ["Attachments"]

_REMEMBERED = 10_000


class Attachments:
    """Tells of each file how it is here.

    Parameters
    ----------
    holdings
        Knows what is whole.
    """

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._lock = threading.Lock()
        self._coming: dict[tuple[str, DidName], int] = {}
        self._failed: OrderedDict[tuple[str, DidName], str] = OrderedDict()

    def seen(self, lake: str, did: Did) -> LakeFile | None:
        """Return how a file is, or None where nothing is known of it here."""
        path = self._holdings.find(lake, did)
        if path is not None:
            return LakeFile(did=did, state="here", path=str(path))
        key = lake, DidName(did.scope, did.name)
        with self._lock:
            if key in self._coming:
                done, size = self._coming[key], int(did.size or 0)
                part = min(1.0, done / size) if size else None
                return LakeFile(did=did, state="fetching", done=part)
            if key in self._failed:
                return LakeFile(did=did, state="failed", reason=self._failed[key])
        return None

    def follow(self, lake: str) -> Callable[[DidName, int | None, EsapError | None], None]:
        """Return what takes the news of a download; see `download`."""

        def changed(did: DidName, done: int | None, error: EsapError | None) -> None:
            key = lake, did
            with self._lock:
                if done is not None:
                    self._coming[key] = done
                    self._failed.pop(key, None)
                    return
                self._coming.pop(key, None)
                if error is not None and error.code != "cancelled":
                    self._failed[key] = error.message
                    while len(self._failed) > _REMEMBERED:
                        self._failed.popitem(last=False)

        return changed

    def path(self, lake: str, did: Did) -> Path | None:
        """Return where a file is, whole."""
        return self._holdings.find(lake, did)
