"""Takes apart what came in an output sandbox."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from ...staging.names import settle
from ...staging.unpack import unpack

__all__ = ["outputs_in"]


def outputs_in(folder: Path, files: Sequence[Path], packed: str) -> list[Path]:
    """Unpack the archive that the job made of its outputs, and return all files.

    Parameters
    ----------
    folder
        Where they lie; nothing of an archive leads out of it.
    files
        What came.
    packed
        The name of that archive.

    Raises
    ------
    BadAnswerError
        It is broken, or leads out of the folder.
    TooLargeError
        It becomes too much.
    """
    found: list[Path] = []
    for path in files:
        if path.name != packed:
            found.append(path)
            continue
        unpacked = unpack(path)
        path.unlink()
        if unpacked is None:
            continue
        for each in sorted(unpacked.rglob("*")):
            if each.is_file():
                place = folder / each.relative_to(unpacked).parent
                place.mkdir(parents=True, exist_ok=True)
                found.append(settle(each, place, each.name))
        shutil.rmtree(unpacked, ignore_errors=True)
    return found
