"""Transfers spread over a Dask cluster, whose workers write to storage that all of them share."""

import contextlib
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..errors import BadRequestError, NotAvailableError
from ..models import Activity
from ..staging.jobs.records import FileRecord
from ..staging.names import folder_in
from ..staging.pieces import Piece
from ..staging.record import Line, write_line
from ..staging.wanted import Wanted
from ..urls import is_in_lake, without_secrets
from ..wording import describe_error

__all__ = ["fetch_there", "spread"]


def spread(
    pieces: Sequence[Piece],
    client: Any,
    *,
    root: Path,
    copy: bool,
    unpack: bool,
    follow: Callable[[Activity], None],
) -> list[FileRecord]:
    """Have the workers of a cluster fetch what has an address of the web; the rest comes here.

    Logins are not given to workers: what needs one is fetched by this process, such as files of
    data lakes and from tape. A file that a worker has fetched is seen here, or it has failed.
    Whatever goes wrong with one, in its worker too, is told with it, and the others come.

    Parameters
    ----------
    pieces
        The files.
    client
        A `distributed.Client`.
    root
        The folder, which all workers have to see under the same path.
    copy, unpack, follow
        As for a job of this process.

    Raises
    ------
    BadRequestError
        It is no client of Dask, or a folder leads out of the root.
    CancelledError
        It was cancelled.
    """
    from .. import api

    if not hasattr(client, "submit") or not hasattr(client, "gather"):
        raise BadRequestError(
            f"{type(client).__name__} is no client of Dask.", remedy="Give a distributed.Client."
        )
    far = [number for number, piece in enumerate(pieces) if _is_for_workers(piece)]
    folders = {number: folder_in(root, *pieces[number].folders) for number in far}
    allow, job = list(api.platform().catalogue.network_allow), uuid.uuid4().hex
    futures = {
        number: client.submit(
            fetch_there,
            msgspec.json.encode(pieces[number].wanted),
            str(folders[number]),
            allow,
            unpacks=unpack,
            pure=False,
            key=f"esap-stage-{number}-{pieces[number].wanted.name or 'file'}-{job}",
        )
        for number in far
    }
    near = [piece for number, piece in enumerate(pieces) if number not in futures]
    stagings = api.platform().stagings.stagings
    try:
        own = (
            list(stagings.attend(near, root=root, copy=copy, unpack=unpack, follow=follow))
            if near
            else []
        )
        found = {number: _outcome(number, pieces[number], futures[number]) for number in far}
    except BaseException:
        client.cancel(list(futures.values()))
        raise
    _learn([*own, *found.values()])
    files = [found.get(number) for number in range(len(pieces))]
    # A row that turned out to be several files stands where the row stood.
    rest = iter(own)
    return [each for file in files for each in ([file] if file else [next(rest)])] + list(rest)


def fetch_there(wanted: bytes, folder: str, allow: list[str], *, unpacks: bool) -> bytes:
    """Fetch one file in a worker, and unpack it if asked; returns as JSON what it is then.

    Raises
    ------
    EsapError
        It could not be had, or not unpacked.
    """
    from .. import api
    from ..staging.kinds import kind_of
    from ..staging.unpack import unpack

    platform = api.platform()
    for host in allow:
        platform.http.guard.allow(host)
    fetched = platform.engine.fetch(msgspec.json.decode(wanted, type=Wanted), Path(folder))
    unpacked = unpack(fetched.path) if unpacks else None
    return msgspec.json.encode(
        _There(
            path=str(fetched.path),
            unpacked=str(unpacked or ""),
            kind=kind_of(fetched.path),
            size=fetched.size,
            checksums=fetched.checksums,
            verified=fetched.verified,
            url=fetched.url,
        )
    )


class _There(msgspec.Struct):
    path: str
    unpacked: str
    kind: str
    size: int
    checksums: dict[str, str]
    verified: list[str]
    url: str


def _outcome(number: int, piece: Piece, future: Any) -> FileRecord:
    file = FileRecord(number=number, position=float(number), piece=piece)
    try:
        there = msgspec.json.decode(future.result(), type=_There)
        _check_seen(Path(there.path), there.size)
        _note(piece, there)
    except Exception as error:  # noqa: BLE001  (told with the file)
        return msgspec.structs.replace(file, state="failed", error=describe_error(error))
    return msgspec.structs.replace(
        file,
        state="done",
        path=there.path,
        unpacked=there.unpacked,
        kind=there.kind,
        size=there.size,
        done=there.size,
        checksums=there.checksums,
        verified=there.verified,
        url=without_secrets(there.url),
    )


def _check_seen(path: Path, size: int) -> None:
    if not path.is_file() or path.stat().st_size != size:
        raise BadRequestError(
            f"A worker has fetched {path.name} to {path.parent}, which is not seen here.",
            remedy="Give a folder of storage that this machine and all workers share.",
        )


def _note(piece: Piece, there: _There) -> None:
    path = Path(there.path)
    line = Line(
        name=path.name,
        size=there.size,
        url=there.url,
        archive=piece.wanted.archive,
        collection=piece.wanted.collection,
        content_type=piece.wanted.content_type,
        kind=there.kind,
        checksums=there.checksums,
        verified=there.verified,
        result=piece.result,
        row=piece.row,
        item=piece.item,
    )
    write_line(path.parent, line)


def _learn(files: Sequence[FileRecord]) -> None:
    """Let the basket know sizes and checksums of what came for its items, as jobs do."""
    from .. import api
    from ..basket.asked import facts_of

    facts = facts_of(files)
    if facts:
        # Whoever stages these items again tells it again.
        with contextlib.suppress(NotAvailableError):
            api.platform().basket.learn(facts)


def _is_for_workers(piece: Piece) -> bool:
    if piece.error is not None or piece.later or piece.path or piece.way == "tape":
        return False
    return not is_in_lake(piece.wanted.url)
