"""Tries one address after another until the bytes are right."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from ...errors import CancelledError, EsapError, NotAvailableError, TooLargeError
from ..wanted import Wanted
from .flows import REMOTE, Flows
from .means import Means, Reader
from .part import Part
from .web import Web
from .whole import CorruptError
from .xrootd import SCHEMES as XROOTD
from .xrootd import Xrootd

__all__ = ["Sources"]

_WEB = {"http": "http", "https": "https", "dav": "http", "davs": "https"}
_TWICE = 2


class Sources:
    """Knows who reads which scheme.

    Parameters
    ----------
    roots
        The folders that ``file://`` is read inside of.
    means
        What the engine has.
    """

    def __init__(self, *, roots: Iterable[Path], means: Means) -> None:
        self._web = Web(means)
        self._flows = Flows(roots=roots, rate=means.rate, segment=means.limits.segment)
        self._xrootd = Xrootd(guard=means.http.guard, limits=means.limits)

    def read(
        self,
        wanted: Wanted,
        part: Part,
        *,
        tell: Callable[[], None],
        cancel: threading.Event,
        check: Callable[[], None],
    ) -> str:
        """Read a file whole, and return the address that gave it.

        What is corrupt is thrown away and fetched once more, elsewhere where there is another
        place.

        Raises
        ------
        CorruptError
            It was wrong everywhere, or twice.
        EsapError
            No address gave it; the message names each with its cause.
        """
        left = [wanted, *(_at(wanted, url) for url in wanted.alternatives)]
        failures: list[tuple[str, EsapError]] = []
        wrong = 0
        while left:
            now = left.pop(0)
            mixed = part.count > 0
            try:
                self._read(now, part, tell, cancel)
                check()
            except (CancelledError, TooLargeError):
                raise
            except CorruptError as error:
                part.discard()
                if mixed:
                    # What came from elsewhere may be what is wrong.
                    left.insert(0, now)
                    continue
                wrong += 1
                failures.append((now.url, error))
                if not left and wrong < _TWICE:
                    left.append(now)
            except EsapError as error:
                failures.append((now.url, error))
            else:
                return now.url
        raise _failure(failures)

    def _read(
        self, wanted: Wanted, part: Part, tell: Callable[[], None], cancel: threading.Event
    ) -> None:
        scheme, _, rest = wanted.url.partition("://")
        reader, url = self._reader(scheme.lower()), wanted.url
        if reader is self._web:
            url = f"{_WEB[scheme.lower()]}://{rest}"
        reader.read(url, wanted, part, tell=tell, cancel=cancel)

    def _reader(self, scheme: str) -> Reader:
        if scheme in _WEB:
            return self._web
        if scheme == "file" or scheme in REMOTE:
            return self._flows
        if scheme in XROOTD:
            return self._xrootd
        raise NotAvailableError(
            f"Nothing here reads addresses that begin with {scheme}://.",
            remedy="Choose another address of the file.",
        )


def _at(wanted: Wanted, url: str) -> Wanted:
    return msgspec.structs.replace(wanted, url=url, params={})


def _failure(failures: list[tuple[str, EsapError]]) -> EsapError:
    """Name each address's host with its cause, once."""
    last = failures[-1][1]
    told = dict.fromkeys(
        (urlsplit(url).netloc.rpartition("@")[2], str(e.message)) for url, e in failures
    )
    if len(told) == 1:
        return last
    words = " ".join(f"{host}: {message}" for host, message in told)
    return type(last)(f"The file could be had nowhere. {words}", remedy=last.remedy)
