"""Brings sandboxes to and from the store of files (S3) that a DiracX names.

The store is another server, whose address only DiracX knows. As somebody vouched for that
DiracX, the store may be in a private network, but is never a link-local address or a cloud's
metadata; it is shown no login, as its addresses are signed, and it is not followed elsewhere.
"""

import re
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...compute import Compute
from ...errors import BadAnswerError, NotFoundError
from ...net import HttpClient
from ...urls import LOOPBACK, origin
from .client import DiracClient
from .packing import LARGEST, Packed, Piece, pack, unpack_output
from .refusals import store_refusal

__all__ = ["SandboxStore"]

_PFN = re.compile(
    r"(?:SB:[A-Za-z]+\|)?(/S3/[^|\s\"]+/sha256:([0-9a-f]{64})\.(tar(?:\.[a-z0-9]+)?))"
)
_SECONDS = 1800.0
_CHUNK = 1 << 20
_LONGEST_TEXT = 1 << 20
_NAME = re.compile(r"[^\r\n\"]*")


class SandboxStore:
    """The sandboxes of one DiracX.

    Parameters
    ----------
    client
        Asks DiracX.
    base
        Its address.
    who
        What to call it.
    http
        Gives the client that those for the store are derived of.
    compute
        Packs and unpacks.
    folder
        Gives where files lie on their way.
    largest
        The largest packed sandbox, in bytes.
    """

    def __init__(
        self,
        *,
        client: DiracClient,
        base: str,
        who: str,
        http: Callable[[], HttpClient],
        compute: Compute,
        folder: Callable[[], Path],
        largest: int = LARGEST,
    ) -> None:
        self._client = client
        self._base = base
        self._who = who
        self._http = http
        self._compute = compute
        self._folder = folder
        self._largest = largest

    def put(
        self,
        pieces: Sequence[Piece],
        cancel: threading.Event,
        progress: Callable[[int, int | None], None] | None = None,
    ) -> str:
        """Store files, and return the name (PFN) of their sandbox; the same files are sent once.

        Raises
        ------
        TooLargeError
            They are too large.
        EsapError
            They cannot be stored.
        """
        with self._on_the_way(self._folder()) as way:
            path = way / "input.tar.bz2"
            packed = self._compute.run(
                pack, list(pieces), str(path), largest=self._largest, cancel=cancel, lane="decode"
            )
            place = self._client.new_sandbox(checksum=packed.checksum, size=packed.size)
            pfn = place.get("pfn")
            if not isinstance(pfn, str) or not _PFN.fullmatch(pfn):
                raise self._odd("names no sandbox")
            if place.get("url"):
                self._send(path, packed, place, cancel, progress)
            return pfn

    def get(self, pfn: str, folder: Path, cancel: threading.Event) -> list[Path]:
        """Bring a sandbox into a folder, over no other file; returns the files.

        Raises
        ------
        NotFoundError
            It is not there any more.
        BadAnswerError
            Other bytes came than were stored.
        EsapError
            It cannot be had.
        """
        named = _PFN.fullmatch(pfn)
        if named is None:
            raise self._odd("names what came of the job in a way that is unknown here")
        url = self._checked(self._client.sandbox_address(pfn))
        with self._on_the_way(folder) as way, self._store(url) as http:
            packed = way / f"output.{named[3]}"
            answer = http.download(
                "GET",
                url,
                destination=packed,
                max_bytes=2 * self._largest,
                total_timeout=_SECONDS,
                keep=True,
                cancel=cancel,
                who=f"The store of {self._who}",
            )
            if error := store_refusal(answer, self._who):
                raise error
            if not packed.is_file():
                raise NotFoundError(f"The store of {self._who} sent nothing.")
            return self._compute.run(
                unpack_output, packed, named[2], folder, cancel=cancel, lane="decode"
            )

    def texts(self, pfn: str, names: Sequence[str]) -> dict[str, bytes]:
        """Return the ends of those files of a sandbox that are in it; otherwise like `get`."""
        found = {}
        with self._on_the_way(self._folder()) as way:
            for path in self.get(pfn, way, threading.Event()):
                if path.name in names and path.parent == way:
                    found[path.name] = path.read_bytes()[-_LONGEST_TEXT:]
        return {name: found[name] for name in names if name in found}

    def _send(
        self,
        path: Path,
        packed: Packed,
        place: Mapping[str, Any],
        cancel: threading.Event,
        progress: Callable[[int, int | None], None] | None,
    ) -> None:
        """Post a form of several parts, the file last, as S3 wants it."""
        url = self._checked(place.get("url"))
        fields = place.get("fields")
        if not isinstance(fields, dict) or not all(
            isinstance(each, str) for pair in fields.items() for each in pair
        ):
            raise self._odd("does not say how a sandbox is stored")
        boundary = secrets.token_hex(24)
        whole = path.with_suffix(".form")
        _write_form(whole, fields, path, packed.checksum, boundary)
        with self._store(url) as http:
            answer = http.send(
                "POST",
                url,
                whole,
                {"Content-Type": f"multipart/form-data; boundary={boundary}"},
                max_bytes=1 << 20,
                total_timeout=_SECONDS,
                follow=False,
                progress=progress,
                cancel=cancel,
                who=f"The store of {self._who}",
            )
        if error := store_refusal(answer, self._who):
            raise error

    @contextmanager
    def _store(self, url: str) -> Iterator[HttpClient]:
        shared = self._http()
        guard = shared.guard.derived()
        guard.allow(url)
        client = shared.derived(guard=guard)
        try:
            yield client
        finally:
            client.close()

    def _checked(self, url: Any) -> str:
        """Refuse an address of a store that others could read, or that is none."""
        named, here = origin(url) if isinstance(url, str) else None, origin(self._base)
        if named is None or here is None:
            raise self._odd("names no address of its store")
        local = here[1] in LOOPBACK and named[1] in LOOPBACK
        if named[0] != "https" and not local and here[0] == "https":
            raise self._odd("wants files to be sent over http, where others can read them")
        return str(url)

    def _odd(self, what: str) -> BadAnswerError:
        return BadAnswerError(f"{self._who} {what}.", remedy="Tell the facility's operators.")

    @contextmanager
    def _on_the_way(self, folder: Path) -> Iterator[Path]:
        """Make a folder on the file system where files are to lie, so that they can be renamed."""
        with tempfile.TemporaryDirectory(prefix=".esap-dirac-", dir=folder) as made:
            yield Path(made)


def _write_form(
    destination: Path, fields: Mapping[str, str], file: Path, name: str, boundary: str
) -> None:
    """Write a form (RFC 7578); a name or value with a line break would be another part."""
    with destination.open("wb") as form, file.open("rb") as content:
        for key, value in {**fields}.items():
            if not _NAME.fullmatch(key) or "\n" in value or "\r" in value:
                raise BadAnswerError("A field of the store's form has a line break in it.")
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n'
            form.write(f"{head}{value}\r\n".encode())
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        form.write(f"--{boundary}\r\n{head}\r\n\r\n".encode())
        while chunk := content.read(_CHUNK):
            form.write(chunk)
        form.write(f"\r\n--{boundary}--\r\n".encode())
