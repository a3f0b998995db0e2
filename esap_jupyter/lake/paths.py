"""Where a replica can be read as a file here: on an RSE that is mounted."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from ..catalogue import LakeMount

__all__ = ["mounted_path"]


def mounted_path(url: str, rse: str, mounts: Mapping[str, LakeMount]) -> Path | None:
    """Return the path of a replica on a mounted RSE, or None where it is not on one.

    What the address of the replica says never leads out of the mounted folder.

    Parameters
    ----------
    url
        The replica's address (PFN), which Rucio does not encode: ``%``, ``#`` and ``?`` in it are
        of the file's name.
    rse
        Where it is.
    mounts
        The mounted RSEs.
    """
    mount = mounts.get(rse)
    if mount is None:
        return None
    path = url.partition("://")[2].partition("/")[2]
    behind = path.strip("/").split("/", mount.begins_at)
    if len(behind) <= mount.begins_at or "\0" in path:
        return None
    below = PurePosixPath(behind[-1].lstrip("/"))
    if not below.parts or ".." in below.parts:
        return None
    return Path(mount.path).expanduser() / below
