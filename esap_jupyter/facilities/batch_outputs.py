"""Brings what a job gave into the workspace, over no other file."""

import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from ..activities import Activities
from ..errors import BadRequestError
from ..models.facilities import BatchJob
from ..staging.names import settle
from .base import Batches
from .batch_book import BatchBook, Record
from .batch_files import inside

__all__ = ["bring"]


def bring(
    record: Record,
    folder: str,
    root: Path | None,
    *,
    book: BatchBook,
    facility: Batches,
    activities: Activities,
) -> BatchJob:
    """Fetch the outputs of a job as an activity, and remember where they are.

    Parameters
    ----------
    record
        The job.
    folder
        Where they go, in the workspace.
    root
        The workspace.
    book
        Where jobs are remembered.
    facility
        The job's facility.
    activities
        The log of what takes time.

    Raises
    ------
    NotFoundError
        It has given nothing (yet).
    EsapError
        It cannot be had, or the folder is none.
    """
    job = record.job
    place = inside(root, folder)
    base = (root or Path.cwd()).resolve()
    handle = activities.start("transfer", f"Outputs of {job.name}", message="asking")

    def tell(
        message: str = "", *, progress: float | None = None, log: str = "", note: str = ""
    ) -> None:
        del progress, log, note
        handle.update(message=message or None)

    aside = place / f".esap-{secrets.token_hex(6)}"
    try:
        _make(aside)
        found = facility.fetch(job, aside, tell, handle.cancel)
        paths = _settled(found, aside, place)
    except BaseException as error:
        handle.fail(error)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    shown = [_relative(path, base) for path in paths]
    known = [path for path in job.outputs if path not in shown]
    where = _relative(place, base)
    handle.finish(path=where, done=len(paths), total=len(paths), unit="files")
    return book.update(job.id, outputs=[*known, *shown], folder=where).job


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise BadRequestError(
            f"The folder {folder.parent.name} cannot be made: {error.strerror or error}.",
            remedy="Choose another folder of the workspace.",
        ) from error


def _settled(paths: Sequence[Path], aside: Path, place: Path) -> list[Path]:
    found = []
    for path in paths:
        target = place / path.relative_to(aside).parent
        target.mkdir(parents=True, exist_ok=True)
        found.append(settle(path, target, path.name))
    return found


def _relative(path: Path, base: Path) -> str:
    found = path.resolve()
    return found.relative_to(base).as_posix() if found.is_relative_to(base) else str(found)
