"""Bringing data to where Python can open them: files of lakes, of archives, of any address."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import EsapError
from ..lake.dids import DidName
from ..lake.transfers.registering import Registrar
from ..models import Did, UploadRequest, WhichLinks
from ..results.links import text_of
from ..staging.jobs.ending import failure_of
from ..staging.jobs.records import FileRecord
from ..staging.names import folder_in
from ..staging.template import FOLDER
from .asked import asked_for
from .progress import ActivityLine
from .result import Result
from .spreading import spread

if TYPE_CHECKING:
    from ..lake.connection import LakeConnection

__all__ = ["bring", "send", "stage"]

_ALL = 1_000_000


def stage(
    what: Any,
    dest: Path | str | None = None,
    on: Any = None,
    *,
    copy: bool = False,
    which: WhichLinks = "this",
    cutout: Mapping[str, Any] | None = None,
    unpack: bool = False,
) -> list[Path]:
    """Bring data to this machine and return where they are; what is here is not fetched again.

    Parameters
    ----------
    what
        ``rucio://lake/scope:name`` of a file, dataset or container of a data lake; an address of
        the web; a result or rows of it (``result[:5]``), whose archive is asked for their data;
        a row or table of astropy or pandas with a column ``access_url``; a link of a row; items
        of the basket; or several of these.
    dest
        The folder into which all goes; by default ``esap-data/…`` below the current folder, as
        the deployment lays files out.
    on
        A client of Dask, whose workers fetch what has an address of the web: ``dest`` has to be
        a folder that all of them see.
    copy
        Whether files are wanted in the folder also where they can be opened elsewhere, such as
        on mounted storage.
    which
        Of rows, the data themselves (``this``), or ``all`` files.
    cutout
        What the services of the rows' data take, in any case, such as
        ``{"circle": (ra, dec, radius)}`` in degrees: that part is fetched instead of the whole.
    unpack
        Whether zips and tars are unpacked; the folder stands for the file then.

    Returns
    -------
    list of Path
        All files, each once, in the order in which they were asked for.

    Raises
    ------
    BadRequestError
        Something names no data.
    CancelledError
        It was cancelled.
    EsapError
        Something could not be had; the rest was fetched before, and is here the next time.
    """
    from .. import api

    asked = list(asked_for(what, _texts(cutout or {})))
    if not asked:
        return []
    root = Path.cwd() if dest is None else Path(dest).expanduser().absolute()
    root.mkdir(parents=True, exist_ok=True)
    desk = api.platform().stagings
    desk.planner.roots.add(Path.cwd())
    # Workers know no archives, so that for them all rows are asked for their files before.
    ask_first = 0 if on is None else _ALL
    pieces = desk.planner.pieces(
        asked, root=root, which=which, folder=None if dest is None else [], ask_first=ask_first
    )
    line = ActivityLine()
    try:
        if on is not None:
            files: Sequence[FileRecord] = spread(
                pieces, on, root=root, copy=copy, unpack=unpack, follow=line.update
            )
        else:
            files = desk.stagings.attend(
                pieces, root=root, copy=copy, unpack=unpack, follow=line.update
            )
    finally:
        line.clear()
    failed = [file for file in files if file.state == "failed"]
    if failed:
        raise failure_of(failed, len(files))
    found = (Path(file.unpacked or file.path) for file in files)
    return list(dict.fromkeys(found))


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): text_of(value) for name, value in values.items()}


def bring(
    lake: "LakeConnection", dids: list[DidName], folder: Path | None, *, copy: bool
) -> dict[tuple[str, str], Path]:
    """Fetch files of one lake, showing how it goes; raises what went wrong at the end."""
    from .. import api
    from ..lake.transfers.download import failure_of as failure_of_lake

    base = folder or folder_in(Path.cwd(), FOLDER, lake.entry.id)
    line = ActivityLine()
    try:
        done = api.platform().lake_transfers.download(
            lake, dids, base=base, copy=copy, follow=line.update
        )
    finally:
        line.clear()
    if done.failed:
        raise failure_of_lake(done, len(done.paths) + len(done.failed))
    return done.paths


def send(lake: "LakeConnection", what: Any, wanted: UploadRequest) -> list[Did]:
    """Store files, folders and results, showing how it goes; raises what went wrong."""
    from .. import api

    several = isinstance(what, Iterable) and not isinstance(what, str | Path | Result)
    given = list(what) if several else [what]
    results = [each.id for each in given if isinstance(each, Result)]
    paths = [Path(each).expanduser().absolute() for each in given if not isinstance(each, Result)]
    line = ActivityLine()
    uploads = api.platform().lake_uploads
    try:
        done = uploads.upload(
            lake, msgspec.structs.replace(wanted, results=results), paths, line.update
        )
    finally:
        line.clear()
    if done.failed:
        raise _joined(list(done.failed.values()), "were not stored")
    dids = [*done.new, *done.old]
    known = Registrar(lake).known(dids)
    return [known[did] for did in sorted(dids) if did in known]


def _joined(failures: list[EsapError], words: str = "could not be had") -> EsapError:
    if len(failures) == 1:
        return failures[0]
    kinds = {type(error) for error in failures}
    kind = kinds.pop() if len(kinds) == 1 else EsapError
    causes = " ".join(str(error.message) for error in failures[:3])
    more = f" … and {len(failures) - 3} more." if len(failures) > 3 else ""  # noqa: PLR2004
    return kind(f"{len(failures)} {words}. {causes}{more}", remedy=failures[0].remedy)
