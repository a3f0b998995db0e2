"""What is to be uploaded: files of the workspace, folders, results."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from ...errors import BadRequestError, NotFoundError
from ..dids import DidName

__all__ = ["Item", "below", "items_of", "new_did"]

_MOST = 10_000


class Item(msgspec.Struct, frozen=True):
    """A file and the DID that it becomes."""

    path: Path
    did: DidName


def items_of(paths: Iterable[Path], scope: str) -> list[Item]:
    """List the files of paths, those of folders too, and name each by its last part.

    Hidden files in folders are left out, and links in them are not followed.

    Raises
    ------
    NotFoundError
        There is no such file.
    BadRequestError
        There is nothing to upload, too much, or two of the same name.
    """
    found: dict[str, Item] = {}
    for path in paths:
        for file in _files(path):
            did = new_did(scope, file.name)
            if file.name in found and found[file.name].path != file:
                raise BadRequestError(
                    f"Two files are called {file.name}: {found[file.name].path} and {file}.",
                    remedy="Rename one of them; in a scope, names are unique.",
                )
            found[file.name] = Item(file, did)
            if len(found) > _MOST:
                raise BadRequestError(f"There are more than {_MOST} files.", remedy="Choose fewer.")
    if not found:
        raise BadRequestError("There is no file to upload.", remedy="Choose at least one.")
    return list(found.values())


def new_did(scope: str, name: str) -> DidName:
    """Name something that is to be made.

    Raises
    ------
    BadRequestError
        It is no name, or one that no address can hold, so that it could not be looked up again.
    """
    did = DidName(scope, name).checked()
    if did.climbs:
        raise BadRequestError(
            f"{str(did)[:80]!r} climbs by its dots, and could not be looked up again.",
            remedy="Choose a name without . and .. between slashes.",
        )
    return did


def below(root: Path, path: str) -> Path:
    """Return a path of the workspace, which leads out of it by no way.

    Raises
    ------
    BadRequestError
        It leads out, or is hidden.
    NotFoundError
        There is no such file or folder.
    """
    parts = [part for part in path.split("/") if part]
    if any(part == ".." or part.startswith(".") for part in parts) or "\0" in path:
        raise BadRequestError(
            f"{path[:80]!r} is not a path in the workspace.",
            remedy="Write it like folder/name.fits, relative to the workspace.",
        )
    found = root.joinpath(*parts)
    try:
        there, inside = found.resolve(strict=True), root.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        # It is not there, its name is too long, or links lead in circles.
        raise NotFoundError(f"There is no {path[:200]!r} in the workspace.") from error
    if not there.is_relative_to(inside):
        raise BadRequestError(
            f"{path[:200]!r} leads out of the workspace.", remedy="Copy it into the workspace."
        )
    if any(part.startswith(".") for part in there.relative_to(inside).parts):
        raise BadRequestError(
            f"{path[:200]!r} is a link to something hidden.", remedy="Upload what is not hidden."
        )
    return found


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for each in sorted(path.iterdir()):
            if not each.name.startswith(".") and not each.is_symlink():
                yield from _files(each)
    elif path.is_file():
        yield path
    elif not path.exists():
        raise NotFoundError(f"There is no file {path}.", remedy="Check the path.")
