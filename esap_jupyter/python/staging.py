"""Bringing data to where Python can open them: files of lakes, of archives, of any address."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from ..errors import BadRequestError, CancelledError, EsapError
from ..lake.dids import DidName, LakeAddress
from ..lake.transfers.registering import Registrar
from ..models import Did, UploadRequest
from ..results.result import Result
from ..staging.names import folder_in
from ..staging.sources import Source
from ..staging.transfers import FOLDER
from ..urls import is_in_lake, origin
from .progress import ActivityLine

if TYPE_CHECKING:
    from ..lake.connection import LakeConnection

__all__ = ["bring", "send", "stage"]

_EXAMPLE = 'Give "rucio://lake/scope:name", an address of the web, or a result.'
_ACCESS = "access_url"


def stage(
    what: "str | Result | Iterable[str | Result]",
    folder: Path | str | None = None,
    *,
    copy: bool = False,
) -> list[Path]:
    """Bring data to this machine and return where they are; what is here is not fetched again.

    Parameters
    ----------
    what
        ``rucio://lake/scope:name`` of a file, dataset or container of a data lake; an address of
        the web; a result, whose rows name their data in ``access_url``; or several of these.
    folder
        Where files go; by default ``esap-data/<lake>`` or ``esap-data/<host>`` below the current
        folder.
    copy
        Whether files of a lake are wanted in the folder also where they can be opened elsewhere,
        such as on mounted storage.

    Returns
    -------
    list of Path
        All files, in the order in which they were asked for; those of one lake stand together.

    Raises
    ------
    BadRequestError
        Something names no data.
    EsapError
        Something could not be had; the rest was fetched before, and is here the next time.
    """
    from .. import api

    into = None if folder is None else Path(folder).expanduser().absolute()
    paths: list[Path] = []
    failures: list[EsapError] = []
    for group in _groups(dict.fromkeys(_addresses(what))):
        try:
            if isinstance(group[0], LakeAddress):
                lake = api.platform().lakes.at(group[0])
                dids = [each.did for each in group if isinstance(each, LakeAddress)]
                paths += bring(lake, dids, into, copy=copy).values()
            else:
                paths.append(_from_web(group[0], into))
        except CancelledError:
            raise
        except EsapError as error:
            failures.append(error)
    if failures:
        raise _joined(failures)
    return list(dict.fromkeys(paths))


def bring(
    lake: "LakeConnection", dids: list[DidName], folder: Path | None, *, copy: bool
) -> dict[tuple[str, str], Path]:
    """Fetch files of one lake, showing how it goes; raises what went wrong at the end."""
    from .. import api
    from ..lake.transfers.download import failure_of

    base = folder or folder_in(Path.cwd(), FOLDER, lake.entry.id)
    line = ActivityLine()
    try:
        done = api.platform().lake_transfers.download(
            lake, dids, base=base, copy=copy, follow=line.update
        )
    finally:
        line.clear()
    if done.failed:
        raise failure_of(done, len(done.paths) + len(done.failed))
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


def _from_web(address: str, folder: Path | None) -> Path:
    from .. import api

    host = urlsplit(address).hostname or "web"
    into = folder or folder_in(Path.cwd(), FOLDER, host)
    into.mkdir(parents=True, exist_ok=True)
    return api.platform().transfers.fetch(Source(url=address, who=host), into)


def _groups(addresses: Iterable[str]) -> list[list[str] | list[LakeAddress]]:
    """Put what is of one lake together, as it is asked for at once; the rest stands alone."""
    lakes: dict[str, list[LakeAddress]] = {}
    groups: list[list[str] | list[LakeAddress]] = []
    for text in addresses:
        if not is_in_lake(text):
            groups.append([text])
            continue
        address = LakeAddress.parse(text)
        if address.lake not in lakes:
            groups.append(lakes.setdefault(address.lake, []))
        lakes[address.lake].append(address)
    return groups


def _addresses(what: Any) -> Iterable[str]:
    if isinstance(what, Result):
        yield from _of_result(what)
    elif isinstance(what, str):
        text = what.strip()
        if not is_in_lake(text) and origin(text) is None:
            raise BadRequestError(f"{text[:80]!r} names no data.", remedy=_EXAMPLE)
        yield text
    elif isinstance(what, Iterable):
        for each in what:
            yield from _addresses(each)
    else:
        raise BadRequestError(f"{type(what).__name__} names no data.", remedy=_EXAMPLE)


def _of_result(result: Result) -> Iterable[str]:
    table = result.to_arrow()
    named = [name for name in table.column_names if name.lower() == _ACCESS]
    if not named:
        raise BadRequestError(
            "The result has no column access_url.",
            remedy="Look at result.links(row), or search a collection of ObsCore.",
        )
    for cell in table.column(named[0]).to_pylist():
        if cell and str(cell).strip():
            yield from _addresses(str(cell))


def _joined(failures: list[EsapError], words: str = "could not be had") -> EsapError:
    if len(failures) == 1:
        return failures[0]
    kinds = {type(error) for error in failures}
    kind = kinds.pop() if len(kinds) == 1 else EsapError
    causes = " ".join(str(error.message) for error in failures[:3])
    more = f" … and {len(failures) - 3} more." if len(failures) > 3 else ""  # noqa: PLR2004
    return kind(f"{len(failures)} {words}. {causes}{more}", remedy=failures[0].remedy)
