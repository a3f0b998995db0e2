"""Puts new files into a folder, and leaves alone what the person has changed there."""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from ...disk.unlinked import check_inside
from ...errors import BadRequestError, NotAvailableError
from ...models.openings import Existing
from .ledger import Mark, Opening, digest_of, mark_of

__all__ = ["Merged", "merge", "put"]

_MOST_TOLD = 3
_TRIES = 1000
_SMALL = 64 << 20


class Merged(msgspec.Struct, kw_only=True):
    """What became of files.

    Attributes
    ----------
    files
        What is there now as it was brought, by its path in the folder.
    kept
        The person's files that were left as they were.
    replaced
        The person's files in whose place something was put.
    beside
        New names, by the names that the person's files have.
    """

    files: dict[str, Mark] = {}
    kept: list[str] = []
    replaced: list[str] = []
    beside: dict[str, str] = {}

    def add(self, other: "Merged") -> None:
        """Take in what became of more files."""
        self.files |= other.files
        self.kept += other.kept
        self.replaced += other.replaced
        self.beside |= other.beside

    def notes(self) -> list[str]:
        """Tell what became of the person's files."""
        notes = []
        if self.kept:
            notes.append(f"Your own were kept: {_names(self.kept)}.")
        if self.replaced:
            notes.append(f"Replaced were: {_names(self.replaced)}.")
        if self.beside:
            pairs = [f"{new} beside your {old}" for old, new in self.beside.items()]
            notes.append(f"What is new is {_names(pairs)}.")
        return notes


def merge(source: Path, folder: Path, below: str, known: Opening, existing: Existing) -> Merged:
    """Move all files of a folder into another, which is on the same disk.

    Where something is in the way of one, none is moved.

    Parameters
    ----------
    source
        The new files; what is not moved stays there.
    folder
        The workflow's folder.
    below
        The path in it to which they go.
    known
        What was put there before.
    existing
        What becomes of files that the person has changed, or has put there.

    Raises
    ------
    BadRequestError
        A folder there is a link that leads elsewhere, or a file has the name of a folder.
    NotAvailableError
        The folder cannot be written.
    """
    merged = Merged()
    base = f"{below}/" if below else ""
    paths = {f"{base}{path.relative_to(source).as_posix()}": path for path in _files(source)}
    _check_free(folder, paths)
    for name, path in paths.items():
        merged.add(put(path, folder, name, known, existing))
    return merged


def _check_free(folder: Path, names: Iterable[str]) -> None:
    seen: set[Path] = set()
    for name in names:
        target = folder / name
        with _told(target):
            if target.parent not in seen:
                check_inside(folder, target.parent)
                seen.add(target.parent)
            # Below a file, this is a NotADirectoryError.
            with contextlib.suppress(FileNotFoundError):
                if stat.S_ISDIR(target.lstat().st_mode):
                    raise IsADirectoryError(str(target))


def put(path: Path, folder: Path, name: str, known: Opening, existing: Existing) -> Merged:
    """Move one file to its place; see `merge`."""
    target = folder / name
    with _told(target):
        # Folders are not made behind a link that leads out, either.
        check_inside(folder, target.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        return _put(path, folder, name, known, existing)


@contextlib.contextmanager
def _told(target: Path) -> Iterator[None]:
    """Say of errors which file cannot be put where."""
    try:
        yield
    # A link that leads to itself is a RuntimeError before Python 3.13.
    except (FileExistsError, NotADirectoryError, IsADirectoryError, RuntimeError) as error:
        raise BadRequestError(
            f"{target} is in the way: there has to be a {_kind(target)}.",
            remedy="Move it away, or open the workflow in another folder.",
        ) from error
    except OSError as error:
        raise NotAvailableError(
            f"{target} cannot be written: {error.strerror or error}.",
            remedy="See that there is space and that you can write there.",
        ) from error


def _put(path: Path, folder: Path, name: str, known: Opening, existing: Existing) -> Merged:
    target = folder / name
    digest = digest_of(path)
    if not os.path.lexists(target):
        return _moved(path, target, name, digest)
    if target.is_dir() and not target.is_symlink():
        raise IsADirectoryError(str(target))
    if not target.is_symlink() and target.is_file() and digest_of(target) == digest:
        return Merged(files={name: mark_of(target, digest)})
    if not known.is_edited(name):
        return _moved(path, target, name, digest)
    if existing == "replace":
        done = _moved(path, target, name, digest)
        done.replaced = [name]
        return done
    if existing == "keep":
        return Merged(kept=[name])
    free = _free(folder, name, digest)
    done = _moved(path, folder / free, free, digest)
    done.beside = {name: free}
    return done


def _moved(path: Path, target: Path, name: str, digest: str) -> Merged:
    status = path.stat()
    if status.st_nlink > 1 and status.st_size < _SMALL:
        # A second name of a file would change with what is changed elsewhere.
        copied = path.with_name(f"{path.name}.own")
        shutil.copyfile(path, copied)
        path = copied
    path.replace(target)
    return Merged(files={name: mark_of(target, digest)})


def _free(folder: Path, name: str, digest: str) -> str:
    """Return the next name that is free, or that the very same file has."""
    place = Path(name)
    for number in range(2, _TRIES):
        free = place.with_name(f"{place.stem}_{number}{place.suffix}")
        target = folder / free
        same = not target.is_symlink() and target.is_file() and digest_of(target) == digest
        if same or not os.path.lexists(target):
            return free.as_posix()
    raise BadRequestError(f"There are too many files named {name}.", remedy="Remove some.")


def _files(source: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(source):
        folders.sort()
        for name in sorted(names):
            path = Path(root) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _kind(target: Path) -> str:
    return "file, and it is a folder" if target.is_dir() else "folder, and there is a file"


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_TOLD} more" if len(names) > _MOST_TOLD else ""
    return ", ".join(names[:_MOST_TOLD]) + more
