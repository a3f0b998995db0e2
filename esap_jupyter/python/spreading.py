"""Transfers spread over a Dask cluster, whose workers write to storage that all of them share."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from ..errors import BadRequestError, EsapError
from ..models import Activity
from ..staging.jobs.records import FileRecord
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
        It is no client of Dask.
    CancelledError
        It was cancelled.
    """
    from .. import api

    if not hasattr(client, "submit") or not hasattr(client, "gather"):
        raise BadRequestError(
            f"{type(client).__name__} is no client of Dask.", remedy="Give a distributed.Client."
        )
    far = [number for number, piece in enumerate(pieces) if _is_for_workers(piece)]
    allow = list(api.platform().catalogue.network_allow)
    futures = {
        number: client.submit(
            fetch_there,
            msgspec.json.encode(pieces[number].wanted),
            str(root.joinpath(*pieces[number].folders)),
            allow,
            pure=False,
            key=f"esap-stage-{number}-{pieces[number].wanted.name or 'file'}-{id(pieces)}",
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
    files = [found.get(number) for number in range(len(pieces))]
    # A row that turned out to be several files stands where the row stood.
    rest = iter(own)
    return [each for file in files for each in ([file] if file else [next(rest)])] + list(rest)


def fetch_there(wanted: bytes, folder: str, allow: list[str]) -> bytes:
    """Fetch one file in a worker; returns `Fetched` as JSON.

    Raises
    ------
    EsapError
        It could not be had.
    """
    from .. import api

    platform = api.platform()
    for host in allow:
        platform.http.guard.allow(host)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    return msgspec.json.encode(
        platform.engine.fetch(msgspec.json.decode(wanted, type=Wanted), target),
        enc_hook=str,
    )


class _There(msgspec.Struct):
    path: str
    size: int
    checksums: dict[str, str]
    verified: list[str]
    url: str


def _outcome(number: int, piece: Piece, future: Any) -> FileRecord:
    file = FileRecord(number=number, position=float(number), piece=piece)
    try:
        there = msgspec.json.decode(future.result(), type=_There)
        path = Path(there.path)
        if not path.is_file() or path.stat().st_size != there.size:
            raise BadRequestError(
                f"A worker has fetched {path.name} to {path.parent}, which is not seen here.",
                remedy="Give a folder of storage that this machine and all workers share.",
            )
    except EsapError as error:
        return msgspec.structs.replace(file, state="failed", error=describe_error(error))
    _note(piece, there)
    return msgspec.structs.replace(
        file,
        state="done",
        path=there.path,
        size=there.size,
        done=there.size,
        checksums=there.checksums,
        verified=there.verified,
        url=without_secrets(there.url),
    )


def _note(piece: Piece, there: _There) -> None:
    path = Path(there.path)
    line = Line(
        name=path.name,
        size=there.size,
        url=there.url,
        archive=piece.wanted.archive,
        collection=piece.wanted.collection,
        checksums=there.checksums,
        verified=there.verified,
        result=piece.result,
        row=piece.row,
        item=piece.item,
    )
    write_line(path.parent, line)


def _is_for_workers(piece: Piece) -> bool:
    if piece.error is not None or piece.later or piece.path or piece.way == "tape":
        return False
    return not is_in_lake(piece.wanted.url)
