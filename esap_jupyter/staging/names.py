"""Names of files: what a server proposes is text, and never leads out of a folder."""

import filecmp
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..disk.lease import leased
from ..errors import BadRequestError

__all__ = ["file_name", "folder_in", "safe_name", "settle"]

_MOST_BYTES = 180
_TRIES = 1000
_FORBIDDEN = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_SUFFIXES = {
    "image/fits": ".fits",
    "application/fits": ".fits",
    "application/x-votable+xml": ".vot",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/x-tar": ".tar",
    "application/json": ".json",
}
_PICTURES = {"image/png": (".png",), "image/jpeg": (".jpg", ".jpeg")}
_DOUBLE = (".gz", ".bz2", ".xz", ".zst", ".fz")


def file_name(
    url: str, headers: Mapping[str, str], *, hint: str, content_type: str, promised: str = ""
) -> str:
    """Choose the name of a file: the server's, the address's, or the hint.

    Parameters
    ----------
    url
        Where it came from at last.
    headers
        The answer's, with names in lower case.
    hint
        What it is, where nobody names it.
    content_type
        Its media type, as it came: a picture of a FITS file is no FITS file.
    promised
        The media type that was promised, which gives a suffix to a name without.
    """
    kind = content_type.partition(";")[0].strip().lower()
    last = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    named = _disposition(headers.get("content-disposition", ""))
    if not named and "." in last:
        named = last
    if named:
        picture = _PICTURES.get(kind)
        right = picture is None or named.lower().endswith(picture)
        return safe_name(named if right or picture is None else named + picture[0])
    suffix = _SUFFIXES.get(promised.partition(";")[0].strip().lower()) or _SUFFIXES.get(kind, "")
    return safe_name(f"{hint or last or 'file'}{suffix}")


def safe_name(text: str) -> str:
    """Make a plain name of a text: one part, visible, of letters that file systems take."""
    plain = unicodedata.normalize("NFC", text).replace("\\", "/").rpartition("/")[2]
    plain = "".join(c if c.isprintable() else "_" for c in plain)
    plain = _FORBIDDEN.sub("_", plain).strip(" .")
    if not plain or _RESERVED.fullmatch(plain):
        plain = f"file_{plain}".rstrip("_")
    if len(plain.encode()) <= _MOST_BYTES:
        return plain
    stem, suffix = _split(plain)
    while len((stem + suffix).encode()) > _MOST_BYTES:
        stem, suffix = (stem[:-1], suffix) if stem else (suffix[: _MOST_BYTES // 4], "")
    return stem + suffix


def folder_in(root: Path, *parts: str) -> Path:
    """Make a folder of the workspace.

    Raises
    ------
    BadRequestError
        It cannot be made, or leads out of the workspace.
    """
    folder = root.joinpath(*(safe_name(part) for part in parts))
    if not folder.resolve().is_relative_to(root.resolve()):
        raise BadRequestError(
            f"The folder {'/'.join(parts)} leads out of the workspace.",
            remedy="Put a folder in the place of that link.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequestError(
            f"The folder {'/'.join(parts)} cannot be made: {error.strerror or error}.",
            remedy="See that the workspace can be written, and that no file has that name.",
        ) from error
    return folder


def settle(part: Path, folder: Path, name: str) -> Path:
    """Give a complete file its name, or the next that nobody has; nothing is overwritten.

    A file of these names that is the same, byte by byte, stands for it: a notebook that is run
    again makes no copies.
    """
    for path in _names(folder, name):
        if _same(part, path):
            part.unlink()
            return path
        try:
            os.link(part, path)
        except FileExistsError:
            continue
        except OSError:
            if not _renamed(part, path):
                continue
            return path
        part.unlink()
        return path
    raise BadRequestError(f"There are too many files named {name}.", remedy="Remove some.")


def _renamed(part: Path, path: Path) -> bool:
    """Rename, where the file system knows no second names; one who writes there at a time.

    A file that reserves the name would do, too, but a process that is killed then leaves it empty.
    """
    with leased(part.parent / "names.lock"):
        if os.path.lexists(path):
            return False
        part.rename(path)
        return True


def _same(part: Path, path: Path) -> bool:
    try:
        # What a link leads to may be anything, and is nobody's copy.
        return not path.is_symlink() and path.is_file() and filecmp.cmp(part, path, shallow=False)
    except OSError:
        return False


def _names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    stem, suffix = _split(name)
    for number in range(2, _TRIES):
        yield folder / f"{stem}_{number}{suffix}"


def _split(name: str) -> tuple[str, str]:
    for last in _DOUBLE:
        if name.lower().endswith(last):
            inner = Path(name[: -len(last)])
            return inner.stem, inner.suffix + name[-len(last) :]
    return Path(name).stem, Path(name).suffix


def _disposition(header: str) -> str:
    """Return the file's name in Content-Disposition (RFC 6266), as text."""
    if not header:
        return ""
    message = Message()
    message["Content-Disposition"] = header.replace("\r", " ").replace("\n", " ")
    return message.get_filename("") or ""
