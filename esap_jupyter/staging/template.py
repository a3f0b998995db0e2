"""Where files go: a folder for each archive and collection, as the deployment lays them out."""

import functools
import re

from ..errors import BadRequestError
from .names import safe_name

__all__ = ["FOLDER", "Layout", "folder_parts"]

FOLDER = "esap-data"
"""Where files go, below the root of the workspace, unless a folder is named."""

_FIELD = re.compile(r"{(\w+)}")


class Layout:
    """Lays files out below a workspace.

    Parameters
    ----------
    template
        Parts with ``/`` between; ``{archive}``, ``{collection}`` and ``{host}`` stand for those,
        and the last is ``{name}``. What is empty is left out, and every part becomes a plain name.
    """

    def __init__(self, template: str) -> None:
        self._parts = template.split("/")[:-1]
        # Very many files of a plan have few folders in common.
        self._filled = functools.lru_cache(1024)(self._fill)

    def parts(self, *, archive: str = "", collection: str = "", host: str = "") -> list[str]:
        """Return the folders below the workspace's root, the first one being ``esap-data``.

        A file of no archive is put under its host.
        """
        return list(self._filled(archive, collection, host))

    def _fill(self, archive: str, collection: str, host: str) -> tuple[str, ...]:
        values = {"archive": archive or host, "collection": collection, "host": host}
        filled = [_FIELD.sub(lambda found: values.get(found[1], ""), part) for part in self._parts]
        return FOLDER, *(safe_name(part.replace("/", "_")) for part in filled if part.strip())


def folder_parts(folder: str) -> list[str]:
    """Split the folder that a person names, relative to the workspace.

    Raises
    ------
    BadRequestError
        It is hidden, leads out, or is no plain name.
    """
    parts = [part for part in folder.split("/") if part]
    if any(part.startswith(".") or safe_name(part) != part for part in parts):
        raise BadRequestError(
            f"{folder[:80]!r} is not a folder of the workspace.",
            remedy="Write it like data/run1, relative to the workspace.",
        )
    return parts
