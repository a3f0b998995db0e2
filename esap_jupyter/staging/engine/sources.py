"""Tries one address after another until the bytes are right."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from ...errors import CancelledError, EsapError, NotAvailableError, TooLargeError
from ..wanted import Wanted
from .part import Part
from .web import Web
from .whole import CorruptError

__all__ = ["Sources"]

_WEB = {"http": "http", "https": "https", "dav": "http", "davs": "https"}
_TWICE = 2


class Sources:
    """Knows who reads which scheme.

    Parameters
    ----------
    roots
        The folders that ``file://`` is read inside of.
    web
        What `esap_jupyter.staging.engine.web.Web` takes.
    """

    def __init__(self, *, roots: tuple[Path, ...], **web: Any) -> None:
        self._roots = roots
        self._web = Web(**web)

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
        scheme = scheme.lower()
        if scheme in _WEB:
            self._web.read(f"{_WEB[scheme]}://{rest}", wanted, part, tell=tell, cancel=cancel)
            return
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
