"""Data near the data: which way to a file is the shortest from here, and why."""

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from ..models import StageWay
from ..urls import is_below
from .wanted import Wanted

__all__ = ["Near", "Way"]

_LOCAL = "s3fs"


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How a file comes: ``path`` where it can be opened here, else what to fetch."""

    wanted: Wanted
    way: StageWay
    why: str
    path: str = ""


class Near:
    """Knows what is near: mounted folders, and regions of object storage.

    Parameters
    ----------
    mounts
        Folders of this machine by the address whose files they hold.
    regions
        Regions of object storage that are near.
    has_s3
        Tells whether object storage can be spoken to.
    """

    def __init__(
        self,
        *,
        mounts: Mapping[str, str] | None = None,
        regions: Sequence[str] = (),
        has_s3: Callable[[], bool] = lambda: importlib.util.find_spec(_LOCAL) is not None,
    ) -> None:
        self._mounts = dict(mounts or {})
        self._regions = frozenset(regions)
        self._has_s3 = has_s3

    @property
    def folders(self) -> tuple[Path, ...]:
        """The mounted folders."""
        return tuple(Path(folder) for folder in self._mounts.values())

    def best(self, wanted: Wanted, *, cloud: tuple[str, str] | None = None) -> Way:
        """Choose the way to a file.

        Parameters
        ----------
        wanted
            The file by its address of the web, or of another kind.
        cloud
            Its address in object storage and the region of that, where the archive tells it.
        """
        path = self.mounted(wanted.url) if not wanted.params else None
        if path is not None:
            why = f"It can be opened at {path}, where this machine has that archive's disk."
            return Way(wanted=wanted, way="mounted", why=why, path=str(path))
        scheme = urlsplit(wanted.url).scheme
        if scheme == "srm":
            return Way(wanted=wanted, way="tape", why="It is on tape, from which it is asked for.")
        if scheme in ("s3", "gs", "abfs", "az"):
            return Way(wanted=wanted, way="s3", why="It is offered in object storage.")
        if scheme not in ("http", "https", "dav", "davs"):
            return Way(wanted=wanted, way="other", why=f"It is offered by {scheme}.")
        if cloud is None:
            return Way(wanted=wanted, way="https", why=_from(wanted.url))
        return self._from_cloud(wanted, *cloud)

    def mounted(self, url: str) -> Path | None:
        """Return where a file of a mounted archive lies, if it is there."""
        for address, folder in self._mounts.items():
            if not is_below(url, address):
                continue
            rest = unquote(urlsplit(url).path[len(urlsplit(address).path) :])
            root = Path(folder)
            try:
                found = (root / rest).resolve(strict=True)
                if found.is_relative_to(root.resolve()) and found.is_file():
                    return root / rest
            except (OSError, ValueError, RuntimeError):
                continue
        return None

    def _from_cloud(self, wanted: Wanted, address: str, region: str) -> Way:
        if region not in self._regions:
            why = f"{_from(wanted.url)} It is in object storage too ({region or 'no region told'})"
            return Way(wanted=wanted, way="https", why=f"{why}, which is not near.")
        if not self._has_s3():
            why = f"It is in object storage near by ({region}), for which s3fs is not installed."
            return Way(wanted=wanted, way="https", why=f"{_from(wanted.url)} {why}")
        others = [wanted.url, *wanted.alternatives]
        near = msgspec.structs.replace(wanted, url=address, alternatives=others)
        why = f"It is in object storage near by ({region}); else over the web."
        return Way(wanted=near, way="s3", why=why)


def _from(url: str) -> str:
    return f"Over the web, from {urlsplit(url).hostname or 'its address'}."
