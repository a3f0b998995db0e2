"""Downloads and uploads of a lake for tests, in folders of their own."""

import contextlib
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

from esap_jupyter.activities import Activities
from esap_jupyter.lake.connection import LakeConnection
from esap_jupyter.lake.dids import DidName
from esap_jupyter.lake.transfers.download import Downloaded
from esap_jupyter.lake.transfers.transfers import LakeTransfers
from esap_jupyter.lake.transfers.uploads import LakeUploads, Uploaded
from esap_jupyter.models import UploadRequest

__all__ = ["Transferring", "transferring"]


class Transferring:
    """What brings files of one lake below ``root / "ws"``, and stores those of it.

    Attributes
    ----------
    base
        Where files of the lake come.
    """

    def __init__(self, lake: LakeConnection, root: Path) -> None:
        self.lake = lake
        self.root = root
        self.base = root / "ws/esap-data/lake"
        self.activities = Activities(path=root / "activities.sqlite")
        parts = {"activities": lambda: self.activities, "home": lambda: root / "home"}
        self.transfers = LakeTransfers(**parts, at=lambda _: lake)
        self.uploads = LakeUploads(**parts, lake=lambda _: lake, export=self.export)

    def export(self, result: str, folder: Path) -> Path:
        """Stand for a stored result."""
        path = folder / f"{result}.vot"
        path.write_text("<VOTABLE/>")
        return path

    def get(self, *dids: str, copy: bool = True) -> Downloaded:
        """Download and wait."""
        names = [DidName.parse(did) for did in dids]
        return self.transfers.download(self.lake, names, base=self.base, copy=copy)

    def put(self, *paths: Path, scope: str = "user.alice", rse: str = "DAV1", **more) -> Uploaded:
        """Upload and wait."""
        wanted = UploadRequest(scope=scope, rse=rse, lifetime=3600, **more)
        return self.uploads.upload(self.lake, wanted, list(paths))

    def leftovers(self) -> list[str]:
        """Name what is beside the data."""
        return sorted(path.name for path in (self.base / ".esap").glob("*"))


@contextlib.contextmanager
def transferring(lake: LakeConnection, root: Path) -> Iterator[Transferring]:
    """Make one, and close it."""
    made = Transferring(lake, root)
    try:
        yield made
    finally:
        made.uploads.close()
        made.activities.close()


def adler32(content: bytes) -> str:
    """Give the checksum as Rucio writes it."""
    return f"{zlib.adler32(content):08x}"


def in_thread(function) -> threading.Thread:
    """Run a function beside the test."""
    thread = threading.Thread(target=function, daemon=True)
    thread.start()
    return thread
