"""Unpacks archives of workflows, and leaves out the folder that hosts put around everything."""

import threading
from pathlib import Path

from ...staging.unpack import unpack

__all__ = ["unpacked", "wrapped"]


def unpacked(path: Path, cancel: threading.Event) -> Path:
    """Unpack an archive beside itself, and remove it; a file that is none comes in a folder alone.

    Raises
    ------
    EsapError
        See `esap_jupyter.staging.unpack.unpack`.
    """
    folder = unpack(path, cancel)
    if folder is not None:
        path.unlink()
        return folder
    alone = path.with_name(f"{path.name}.alone")
    alone.mkdir()
    path.rename(alone / path.name)
    return alone


def wrapped(folder: Path, expected: str) -> tuple[Path, str]:
    """Return the folder that all lies in, and its name where it is left out.

    Parameters
    ----------
    folder
        What was unpacked.
    expected
        The name that what is known of the archive tells; others are left as they are.
    """
    inside = list(folder.iterdir())
    is_alone = len(inside) == 1 and inside[0].is_dir() and inside[0].name == expected
    return (inside[0], expected) if expected and is_alone else (folder, "")
