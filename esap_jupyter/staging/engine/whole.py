"""Gives a file its name, once it is whole and what it should be."""

import contextlib
import os
from pathlib import Path

from ...errors import BadAnswerError
from ..names import file_name, safe_name, settle
from ..promises import HEAD, Refusal, check_promise
from ..wanted import Fetched, Wanted, key_of
from .copies import Copies, Copy, Place, agrees, link_or_copy
from .part import Part

__all__ = ["CorruptError", "Wholes"]


class CorruptError(BadAnswerError):
    """Bytes came that have another checksum, or are of another number, than was told."""


class Wholes:
    """Checks files, names them, and takes them down.

    Parameters
    ----------
    copies
        Where they are taken down.
    refusal
        Words the refusal in an answer.
    """

    def __init__(self, *, copies: Copies, refusal: Refusal) -> None:
        self._copies = copies
        self._refusal = refusal

    def check(self, wanted: Wanted, part: Part) -> None:
        """Compare all of a part with what was promised.

        Raises
        ------
        CorruptError
            Its size or a checksum is another; both are told.
        BadAnswerError
            It is something else.
        """
        origin = part.origin
        assert origin is not None
        found = part.digests()
        binds = bool(wanted.checksums) or not origin.has_length
        if binds and wanted.size is not None and part.count != wanted.size:
            raise _corrupt(wanted, "size", f"{part.count} bytes", f"{wanted.size}")
        for name, value in _promised(wanted, part).items():
            if found.get(name, value) != value:
                raise _corrupt(wanted, name, found[name], value)
        check_promise(
            wanted,
            part.head(HEAD),
            size=part.count,
            content_type=origin.content_type,
            refusal=self._refusal,
        )

    def settle(self, wanted: Wanted, folder: Path, part: Part, url: str) -> Fetched:
        """Give a part that was checked its name, for good.

        Parameters
        ----------
        wanted
            What it is.
        folder
            Where it goes.
        part
            Its bytes.
        url
            The address that gave it.
        """
        origin, size, checksums = part.origin, part.count, part.digests()
        assert origin is not None
        verified = [name for name in _promised(wanted, part) if name in checksums]
        if origin.has_length or (wanted.size == size and wanted.checksums):
            verified = ["size", *verified]
        part.sync()
        path = settle(part.path, folder, _name(wanted, part))
        copy = Copy(
            size=size,
            checksums=checksums,
            verified=verified,
            etag=origin.etag,
            modified=origin.modified,
            is_steady=origin.is_steady,
            places=[Place.of(path)],
        )
        # One that is killed here has little time to leave the one without the other.
        self._note(wanted, copy, path)
        part.discard()
        if size > origin.segment:
            # One that is lost with its name is fetched again; it is never there in part.
            _sync_folder(folder)
        return _fetched(copy, path, url, reused=False)

    def reuse(self, wanted: Wanted, folder: Path, hidden: Path, copy: Copy, path: Path) -> Fetched:
        """Have a file that is here in a folder, too, without fetching it."""
        name = safe_name(wanted.name) if wanted.name else path.name
        if path.parent.resolve() == folder.resolve() and (not wanted.name or path.name == name):
            return _fetched(copy, folder / path.name, wanted.url, reused=True)
        aside = hidden / f"{key_of(wanted)}.copy"
        try:
            if link_or_copy(path, aside):
                _check_copy(copy, aside, wanted)
            made = settle(aside, folder, name)
        finally:
            aside.unlink(missing_ok=True)
        _sync_folder(folder)
        self._note(wanted, copy, made)
        return _fetched(copy, made, wanted.url, reused=True)

    def _note(self, wanted: Wanted, copy: Copy, path: Path) -> None:
        """Take a place down; the file is here all the same where the home has no room for that."""
        import msgspec

        here = Place.of(path.absolute())
        others = [each for each in copy.places if each.path != here.path]
        with contextlib.suppress(OSError):
            self._copies.add(key_of(wanted), msgspec.structs.replace(copy, places=[here, *others]))


def _promised(wanted: Wanted, part: Part) -> dict[str, str]:
    origin = part.origin
    told = origin.digests if origin is not None else {}
    return {**told, **wanted.checksums}


def _check_copy(copy: Copy, aside: Path, wanted: Wanted) -> None:
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    if not agrees(aside, copy.checksums):
        raise CorruptError(f"The copy of the file of {wanted.who} is not what it was made of.")


def _name(wanted: Wanted, part: Part) -> str:
    if wanted.name:
        return safe_name(wanted.name)
    origin = part.origin
    assert origin is not None
    return file_name(
        f"/{origin.last}",
        {"content-disposition": origin.disposition},
        hint=wanted.hint,
        content_type=origin.content_type,
        promised=wanted.content_type,
    )


def _corrupt(wanted: Wanted, name: str, found: str, promised: str) -> CorruptError:
    return CorruptError(
        f"What {wanted.who} sent is corrupt: {name} {found} instead of {promised}; "
        "nothing was kept.",
        remedy="Try again later, or tell the archive.",
    )


def _fetched(copy: Copy, path: Path, url: str, *, reused: bool) -> Fetched:
    return Fetched(
        path=path,
        size=copy.size,
        checksums=copy.checksums,
        verified=copy.verified,
        url=url,
        etag=copy.etag,
        modified=copy.modified,
        reused=reused,
    )


def _sync_folder(folder: Path) -> None:
    """Have the name on the disk itself, where folders can be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
