"""Packs what a job takes along, and unpacks what it gave."""

import bz2
import hashlib
import io
import shutil
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from ...errors import BadAnswerError, BadRequestError, NotAvailableError, TooLargeError
from ...staging.names import settle
from ...staging.unpack import Bounds, unpack

__all__ = ["LARGEST", "Packed", "Piece", "pack", "unpack_output"]

LARGEST = 100 << 20
"""How large DiracX lets a packed sandbox be, in bytes (``MAX_SANDBOX_SIZE_BYTES``)."""

_LARGEST_RAW = 1 << 30
_CHUNK = 1 << 20
_BOUNDS = Bounds(files=50_000)


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a sandbox: its name there, and its bytes or where they lie."""

    name: str
    content: bytes | None = None
    path: str = ""
    is_program: bool = False


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """A packed sandbox; ``checksum`` is its SHA-256 in hexadecimal, ``size`` in bytes."""

    checksum: str
    size: int


def pack(
    pieces: Sequence[Piece],
    destination: str,
    *,
    largest: int = LARGEST,
    progress: Callable[[int], None] | None = None,
) -> Packed:
    """Write a tar.bz2 in which nothing tells of this machine: no owners, times or folders.

    The same files make the same bytes, so that DiracX stores them once. For a worker process.

    Parameters
    ----------
    pieces
        The files.
    destination
        The file to write.
    largest
        The largest size of the packed file, in bytes.
    progress
        Told how many bytes have been read.

    Raises
    ------
    TooLargeError
        They are too large.
    BadRequestError
        A file cannot be read, or two have one name.
    """
    _check(pieces)
    done = 0
    with (
        bz2.open(destination, "wb", compresslevel=6) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        for piece in pieces:
            done += _add(archive, piece)
            if progress is not None:
                progress(done)
            if Path(destination).stat().st_size > largest:
                raise _too_large(largest)
    size = Path(destination).stat().st_size
    if size > largest:
        raise _too_large(largest)
    return Packed(checksum=_sha256(Path(destination)), size=size)


def unpack_output(packed: Path, checksum: str, folder: Path) -> list[Path]:
    """Unpack an output sandbox into a folder, over no other file.

    Parameters
    ----------
    packed
        The sandbox; it is removed.
    checksum
        The SHA-256 that its name promises.
    folder
        Where the files go.

    Raises
    ------
    BadAnswerError
        Other bytes came than were stored, or it is broken or leads out of the folder.
    TooLargeError
        It becomes too much.
    NotAvailableError
        It is packed in a way that cannot be read here.
    """
    if _sha256(packed) != checksum.lower():
        raise BadAnswerError(
            "What came of the job is not what was stored: its checksum differs.",
            remedy="Fetch it again.",
        )
    plain = _without_zstd(packed)
    unpacked = unpack(plain, bounds=_BOUNDS)
    plain.unlink(missing_ok=True)
    if unpacked is None:
        raise BadAnswerError(
            "What came of the job is not packed as DIRAC does.", remedy="Tell its operators."
        )
    found = []
    for path in sorted(unpacked.rglob("*")):
        if path.is_file():
            place = folder / path.relative_to(unpacked).parent
            place.mkdir(parents=True, exist_ok=True)
            found.append(settle(path, place, path.name))
    shutil.rmtree(unpacked, ignore_errors=True)
    return found


def _check(pieces: Sequence[Piece]) -> None:
    names = [piece.name for piece in pieces]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise BadRequestError(
            f"Two files of the job are called {twice!r}.", remedy="Rename one of them."
        )
    total = 0
    for piece in pieces:
        if piece.content is not None:
            total += len(piece.content)
            continue
        path = Path(piece.path)
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "is no file (any more)"
            raise BadRequestError(f"{piece.name} {what}.", remedy="Choose files.")
        total += path.stat().st_size
    if total > _LARGEST_RAW:
        raise TooLargeError(
            f"The files of the job are {total / 1e9:.1f} GB in all.",
            remedy="Put large data into a lake, and have the job read it from there.",
        )


def _add(archive: tarfile.TarFile, piece: Piece) -> int:
    entry = tarfile.TarInfo(piece.name)
    entry.mode = 0o755 if piece.is_program else 0o644
    if piece.content is not None:
        entry.size = len(piece.content)
        archive.addfile(entry, io.BytesIO(piece.content))
        return entry.size
    path = Path(piece.path)
    try:
        with path.open("rb") as file:
            entry.size = path.stat().st_size
            archive.addfile(entry, file)
    except OSError as error:
        raise BadRequestError(
            f"{piece.name} cannot be read: {error.strerror or error}.",
            remedy="See that nobody writes it just now, and that you may read it.",
        ) from error
    return entry.size


def _too_large(largest: int) -> TooLargeError:
    return TooLargeError(
        f"The files of the job are more than {largest >> 20} MB when packed, "
        "which is all that DIRAC takes along.",
        remedy="Put large data into a lake, and have the job read it from there.",
    )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _without_zstd(path: Path) -> Path:
    """Take away the packing that the standard library of Python cannot, where it is there."""
    if not path.name.endswith(".zst"):
        return path
    import pyarrow as pa

    plain = path.with_suffix("")
    try:
        with pa.input_stream(path, compression="zstd") as packed, plain.open("wb") as file:
            done = 0
            while chunk := packed.read(_CHUNK):
                done += len(chunk)
                if done > _LARGEST_RAW * 4:
                    raise TooLargeError("What came of the job becomes more than 4 GB.")
                file.write(chunk)
    except (pa.ArrowException, OSError, ValueError) as error:
        plain.unlink(missing_ok=True)
        if isinstance(error, TooLargeError):
            raise
        raise NotAvailableError(
            f"What came of the job cannot be unpacked: {type(error).__name__}.",
            remedy="Fetch it with the tools of DIRAC.",
        ) from error
    path.unlink()
    return plain
