"""Unpacks zip and tar beside themselves: whole or not at all, and never out of the folder."""

import contextlib
import filecmp
import lzma
import os
import secrets
import shutil
import stat
import tarfile
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from ..disk.unlinked import check_inside
from ..errors import BadAnswerError, CancelledError, EsapError, NotAvailableError, TooLargeError
from .kinds import kind_of
from .names import safe_name

__all__ = ["Bounds", "unpack"]

_HIDDEN = ".esap"
_CHUNK = 1 << 20
_SPARE = 50 << 20
_DEEPEST = 40
_SMALL = 100 << 20
_TRIES = 1000
_PACKED = {"gzip": "r:gz", "bzip2": "r:bz2", "xz": "r:xz"}
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,
    NotImplementedError,
)
_ENDINGS = (".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tar", ".zip")


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """How much an archive may become.

    Attributes
    ----------
    files
        How many files and folders.
    ratio
        How many times its own size; no limit for what becomes less than 100 MB.
    """

    files: int = 200_000
    ratio: float = 200.0


class _Member(msgspec.Struct, frozen=True):
    name: str
    is_folder: bool
    size: int
    open: Callable[[], IO[bytes]]


def unpack(
    path: Path, cancel: threading.Event | None = None, *, bounds: Bounds | None = None
) -> Path | None:
    """Unpack an archive into a folder beside it, which is named after it.

    A folder of that name in which all of it stands already, byte by byte, is taken for it.
    Measurement sets are unpacked as any tar. The archive stays. Links and devices in it are left
    out, as nothing of an archive may lead elsewhere.

    Parameters
    ----------
    path
        The archive.
    cancel
        Ends it when set; nothing is left then.
    bounds
        How much it may become.

    Returns
    -------
    Path or None
        The folder; None where the file is no archive.

    Raises
    ------
    BadAnswerError
        It is broken, or a name in it leads out of the folder.
    TooLargeError
        It becomes more than is allowed, or than there is room for.
    NotAvailableError
        It has a password, or the folder cannot be written.
    CancelledError
        It was cancelled.
    """
    hidden = path.parent / _HIDDEN
    check_inside(path.parent, hidden)
    aside = hidden / f"{secrets.token_hex(8)}.unpacked"
    try:
        with _members(path) as members:
            if members is None:
                return None
            aside.mkdir(parents=True)
            _extract(members, path, aside, cancel or threading.Event(), bounds or Bounds())
        return _named(aside, path)
    except EsapError:
        raise
    except _BROKEN as error:
        raise BadAnswerError(
            f"{path.name} cannot be unpacked: {error}.",
            remedy="Fetch it again, or tell its archive.",
        ) from error
    except RuntimeError as error:
        raise NotAvailableError(
            f"{path.name} cannot be unpacked: {error}.", remedy="Unpack it by hand."
        ) from error
    except OSError as error:
        raise NotAvailableError(
            f"{path.name} cannot be unpacked: {error.strerror or error}.",
            remedy="See that there is space and that you can write there.",
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        with contextlib.suppress(OSError):
            hidden.rmdir()


@contextlib.contextmanager
def _members(path: Path) -> Iterator[Iterator[_Member] | None]:
    kind = kind_of(path)
    if kind == "zip":
        with zipfile.ZipFile(path) as packed:
            yield _of_zip(packed)
        return
    mode = "r:" if kind in ("tar", "measurement_set") else _PACKED.get(kind)
    if mode is None:
        yield None
        return
    try:
        opened = tarfile.open(path, mode)  # type: ignore[call-overload]  # noqa: SIM115
    except tarfile.ReadError:
        if kind in _PACKED:
            # One file that is packed, such as FITS, is read as it is.
            yield None
            return
        raise
    with opened as archive:
        yield _of_tar(archive)


def _of_zip(archive: zipfile.ZipFile) -> Iterator[_Member]:
    for each in archive.infolist():
        if stat.S_IFMT(each.external_attr >> 16) in (0, stat.S_IFREG, stat.S_IFDIR):
            yield _Member(
                each.filename,
                each.is_dir(),
                each.file_size,
                lambda each=each: archive.open(each),  # type: ignore[misc]
            )


def _of_tar(archive: tarfile.TarFile) -> Iterator[_Member]:
    for each in archive:
        if each.isfile() or each.isdir():
            yield _Member(
                each.name,
                each.isdir(),
                each.size,
                lambda each=each: archive.extractfile(each),  # type: ignore[misc,arg-type]
            )


def _extract(
    members: Iterator[_Member], path: Path, folder: Path, cancel: threading.Event, bounds: Bounds
) -> None:
    most = max(_SMALL, path.stat().st_size * bounds.ratio)
    done = count = 0
    for member in members:
        count += 1
        if count > bounds.files:
            raise TooLargeError(f"{path.name} holds more than {bounds.files} files.")
        target = folder.joinpath(*_parts(member.name, path))
        if member.is_folder:
            target.mkdir(parents=True, exist_ok=True)
            continue
        if done + member.size > most:
            raise _bomb(path, most)
        _check_room(path, folder, member.size)
        target.parent.mkdir(parents=True, exist_ok=True)
        with member.open() as packed, target.open("xb") as file:
            while chunk := packed.read(_CHUNK):
                if cancel.is_set():
                    raise CancelledError("It was cancelled.")
                done += len(chunk)
                # What an archive says of sizes is not what comes out of it.
                if done > most:
                    raise _bomb(path, most)
                file.write(chunk)


def _parts(name: str, path: Path) -> list[str]:
    plain = PurePosixPath(name.replace("\\", "/"))
    parts = [part for part in plain.parts if part != "."]
    if plain.is_absolute() or ".." in parts or (parts and parts[0].endswith(":")):
        raise BadAnswerError(
            f"{path.name} names a file outside of its folder ({name[:80]!r}); "
            "nothing was unpacked.",
            remedy="Tell its archive; it may be an attack.",
        )
    if len(parts) > _DEEPEST:
        raise BadAnswerError(f"{path.name} holds folders that are too deep.")
    return [safe_name(part) for part in parts]


def _check_room(path: Path, folder: Path, size: int) -> None:
    if size + _SPARE > shutil.disk_usage(folder).free:
        raise TooLargeError(
            f"There is no room to unpack {path.name} in {path.parent}.", remedy="Remove files."
        )


def _bomb(path: Path, most: float) -> TooLargeError:
    return TooLargeError(
        f"{path.name} would become more than {most / 1e6:,.0f} MB, far more than it is itself; "
        "nothing was unpacked.",
        remedy="Unpack it by hand if you trust it.",
    )


def _named(aside: Path, path: Path) -> Path:
    """Give the folder the next name that is free: a folder replaces only an empty one.

    A notebook that is run again makes no second one of what is there.
    """
    stem = next((path.name[: -len(e)] for e in _ENDINGS if path.name.lower().endswith(e)), "")
    stem = stem or f"{path.name}_unpacked"
    for number in range(1, _TRIES):
        target = path.with_name(stem if number == 1 else f"{stem}_{number}")
        if _holds(target, aside):
            return target
        if os.path.lexists(target):
            continue
        with contextlib.suppress(OSError):
            aside.rename(target)
            return target
    raise NotAvailableError(f"There are too many folders named {stem}.", remedy="Remove some.")


def _holds(folder: Path, other: Path) -> bool:
    """Tell whether all that is in another folder is in this one, too, behind no link."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    for each in other.rglob("*"):
        own = folder / each.relative_to(other)
        if own.is_symlink() or own.is_dir() != each.is_dir():
            return False
        if each.is_file() and not (own.is_file() and filecmp.cmp(own, each, shallow=False)):
            return False
    return True
