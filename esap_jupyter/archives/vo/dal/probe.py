"""Finds out cheaply whether a simple service has rows, as its protocol gives no count.

Asking for one row (``MAXREC=1``) tells that there are some, never how many; ``MAXREC=0`` (IVOA
DALI 1.1, section 3.4.4) tells nothing of them. What ignores the limit, or has none, is listened
to only until rows have come; where all has come by then, they are counted.
"""

import tempfile
import threading
from pathlib import Path

from ....compute import Compute
from ....errors import EsapError
from ....net import HttpClient
from ....votable import Decoded, decode, decode_prefix
from ...base import Count
from ...refusals import refusal
from .metadata import refused_element

__all__ = ["Probe"]

_ENOUGH = 128 * 1024
"""So many bytes are listened to."""
_MOST = 1 << 30
_SHORT = 64 * 1024
_SECONDS = 30.0


class Probe:
    """Asks one service for as little as tells whether it has rows.

    Parameters
    ----------
    who
        What to call it.
    protocol
        The name of its protocol.
    http
        The client that all requests go through.
    compute
        Where the answer is read.
    """

    def __init__(self, *, who: str, protocol: str, http: HttpClient, compute: Compute) -> None:
        self._who = who
        self._protocol = protocol
        self._http = http
        self._compute = compute

    def count(
        self, url: str, cancel: threading.Event, *, limited: bool, narrowed: str = ""
    ) -> Count:
        """Say whether there are rows, and how many where all of them came.

        Parameters
        ----------
        url
            The question.
        cancel
            Ends it when set.
        limited
            Whether it asks for one row.
        narrowed
            Where only a part is asked for, in words such as "within 0.25° of the centre".

        Raises
        ------
        EsapError
            It does not answer, or refuses.
        """
        with tempfile.TemporaryDirectory(prefix="esap-probe-") as folder:
            answer = Path(folder) / "answer"
            whole = self._fetch(url, answer, cancel)
            decoded = self._read(answer, whole=whole, cancel=cancel)
        gives = f"{self._protocol} gives no count"
        if decoded is None or (decoded.rows == 0 and (narrowed or not whole)):
            where = f"; there are none {narrowed}" if narrowed and decoded is not None else ""
            return Count(rows=None, some=False, note=f"{gives} before a search{where}.")
        if decoded.rows == 0:
            return Count(rows=0, some=False)
        obeyed = limited and decoded.rows == 1
        if whole and not (obeyed or narrowed or decoded.truncated):
            return Count(rows=decoded.rows, some=True)
        how = "one row was asked for" if obeyed else f"some have come {narrowed}".rstrip()
        return Count(rows=None, some=True, approximate=True, note=f"{gives}: {how}.")

    def _fetch(self, url: str, answer: Path, cancel: threading.Event) -> bool:
        """Write the answer, or its beginning; say whether it is whole."""
        beginning = answer.with_name("beginning")

        def listen(done: int, _total: int | None) -> None:
            if done >= _ENOUGH and answer.exists():
                beginning.write_bytes(answer.read_bytes())
                raise _EnoughError

        try:
            response = self._http.download(
                "GET",
                url,
                destination=answer,
                max_bytes=_MOST,
                read_timeout=_SECONDS,
                total_timeout=_SECONDS,
                progress=listen,
                cancel=cancel,
                who=self._who,
            )
        except _EnoughError:
            beginning.replace(answer)
            return False
        body = _beginning(answer)
        error: EsapError | None = refusal(
            response.status, body, response.content_type, who=self._who
        )
        if error is None and len(body) < _SHORT:
            error = refused_element(body, who=self._who)
        if error is not None:
            raise error
        return True

    def _read(self, answer: Path, *, whole: bool, cancel: threading.Event) -> Decoded | None:
        function = decode if whole else decode_prefix
        table = answer.with_name("table.arrow")
        return self._compute.run(function, answer, table, cancel=cancel, lane="decode")


def _beginning(answer: Path) -> bytes:
    """Return as much as a refusal takes; one may be as long as whoever sends it likes."""
    with answer.open("rb") as file:
        return file.read(_ENOUGH)


class _EnoughError(Exception):
    """Enough has come."""
