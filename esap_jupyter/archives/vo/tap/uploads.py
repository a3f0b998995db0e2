"""Sends tables along with a query (TAP 1.1, section 2.7.7): a multipart form with VOTables."""

import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ....compute import Compute
from ....errors import BadRequestError, NotAvailableError
from ...base import Query
from .adql import TARGETS
from .limits import TapLimits

__all__ = ["Form", "packed", "with_targets", "write_form", "write_targets"]

Form = tuple[Mapping[str, str] | Path, Mapping[str, str] | None]
"""What is posted, and the headers that go with it."""

_MEGABYTE = 1 << 20
_MAX_BYTES = 512 * _MEGABYTE
_NAME = "upload.form"


@contextmanager
def with_targets(query: Query, *, folder: Path, compute: Compute) -> Iterator[Query]:
    """Give a query with its targets as an uploaded table, whose file is removed afterwards.

    Parameters
    ----------
    query
        What is asked.
    folder
        Where the file may be written.
    compute
        Where tables are written.
    """
    if not query.targets:
        yield query
        return
    path = folder / f"targets.{secrets.token_hex(4)}.arrow"
    places = [(each.ra, each.dec) for each in query.targets]
    try:
        compute.run(write_targets, path, places, lane="decode")
        yield msgspec.structs.replace(query, uploads={**query.uploads, TARGETS: path})
    finally:
        path.unlink(missing_ok=True)


def write_targets(path: Path, places: Sequence[tuple[float, float]]) -> None:
    """Write positions (ICRS, degrees) as an Arrow IPC file (in a worker).

    Raises
    ------
    NotAvailableError
        It cannot be written.
    """
    import pyarrow as pa

    table = pa.table(
        {
            "target": pa.array(range(len(places)), pa.int32()),
            "ra": pa.array([ra for ra, _ in places], pa.float64()),
            "dec": pa.array([dec for _, dec in places], pa.float64()),
        }
    )
    try:
        with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, table.schema) as writer:
            writer.write_table(table)
    except OSError as error:
        raise NotAvailableError(
            f"The list of targets could not be written: {error.strerror or error}.",
            remedy="Free space in the folder ESAP_HOME.",
        ) from error


@contextmanager
def packed(
    params: Mapping[str, str],
    uploads: Mapping[str, Path],
    *,
    folder: Path,
    limits: TapLimits,
    compute: Compute,
    who: str,
    cancel: threading.Event,
) -> Iterator[Form]:
    """Give what to post for a query; a file that holds tables is removed afterwards.

    Parameters
    ----------
    params
        The query's parameters.
    uploads
        Arrow IPC files by the name of the table.
    folder
        Where the file may be written.
    limits
        What the service allows.
    compute
        Where VOTables are written.
    who
        What to call the service.
    cancel
        Ends the writing when set.

    Raises
    ------
    BadRequestError
        The service takes no tables, or a table is larger than it allows.
    """
    if not uploads:
        yield params, None
        return
    if not limits.uploads:
        raise BadRequestError(
            f"{who} does not take uploaded tables.",
            remedy="Ask without them, or bring its rows here and join them in My results.",
        )
    path = folder / f"{_NAME}.{secrets.token_hex(4)}"
    boundary = f"esap-{secrets.token_hex(16)}"
    try:
        compute.run(
            write_form,
            path,
            dict(params),
            dict(uploads),
            boundary=boundary,
            limits=limits,
            who=who,
            cancel=cancel,
            lane="decode",
        )
        yield path, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    finally:
        path.unlink(missing_ok=True)


def write_form(
    path: Path,
    params: Mapping[str, str],
    uploads: Mapping[str, Path],
    *,
    boundary: str,
    limits: TapLimits,
    who: str,
) -> None:
    """Write a form with the parameters and each table as a VOTable of its own (in a worker).

    Raises
    ------
    BadRequestError
        A table is larger than the service allows, or has columns that VOTable cannot hold.
    NotFoundError, BadAnswerError
        A table is not there any more, or damaged.
    """
    from .... import votable
    from ....results.frames import arrow

    largest = min(limits.upload_bytes or _MAX_BYTES, _MAX_BYTES)
    described = ";".join(f"{name},param:{name}" for name in uploads)
    try:
        with path.open("wb") as out:
            for name, value in {**params, "UPLOAD": described}.items():
                out.write(_head(boundary, f'name="{name}"', ""))
                out.write(value.encode() + b"\r\n")
            for name, source in uploads.items():
                table = arrow(source)
                _check_rows(name, table.num_rows, limits.upload_rows, who)
                file = f'name="{name}"; filename="{name}.vot"'
                out.write(_head(boundary, file, "application/x-votable+xml"))
                start = out.tell()
                # All services read TABLEDATA; missing values are exact in it too.
                votable.write(table, out, serialization="tabledata", query_status="")
                _check_bytes(name, out.tell() - start, largest, who)
                out.write(b"\r\n")
            out.write(f"--{boundary}--\r\n".encode())
    except OSError as error:
        raise NotAvailableError(
            f"The tables for {who} could not be written: {error.strerror or error}.",
            remedy="Free space in the folder ESAP_HOME.",
        ) from error


def _head(boundary: str, disposition: str, media: str) -> bytes:
    kind = f"Content-Type: {media}\r\n" if media else ""
    return f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n{kind}\r\n".encode()


def _check_rows(name: str, rows: int, most: int | None, who: str) -> None:
    if most is not None and rows > most:
        raise BadRequestError(
            f"The table {name!r} has {rows} rows; {who} takes at most {most}.",
            remedy="Upload fewer rows, or ask in several parts.",
        )


def _check_bytes(name: str, size: int, most: int, who: str) -> None:
    if size > most:
        raise BadRequestError(
            f"The table {name!r} is {_words(size)} as a VOTable; {who} takes at most "
            f"{_words(most)}.",
            remedy="Upload fewer rows or columns.",
        )


def _words(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= _MEGABYTE else f"{max(1, round(size / 1e3))} kB"
