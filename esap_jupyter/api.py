"""What ``import esap_jupyter as esap`` offers."""

import atexit
import operator
import threading
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from . import models
from .archives.search.requests import make_request
from .errors import BadRequestError
from .lazy import Lazy
from .models import Search, SearchRequest
from .models.catalogue import NewArchive
from .platform import Platform
from .python.angles import degrees
from .python.discovery import coverage, services
from .python.facilities import facilities, facility, fits
from .python.found import ArchiveList, Found, ResultList
from .python.identity import identity, login, logout
from .python.jobs import job, jobs
from .python.lake import lake, lakes
from .python.matching import notebooks_for
from .python.notebooks import run_notebook
from .python.places import corners, targets
from .python.progress import ProgressLine
from .python.ranges import times, wavelengths
from .python.registry import is_identifier, registered
from .python.result import Result
from .python.staging import stage
from .python.tables import adql, store
from .python.workflows import workflow, workflows

if TYPE_CHECKING:
    from astropy.coordinates import SkyCoord
    from astropy.units import Quantity

__all__ = [
    "Found",
    "add_archive",
    "adql",
    "archives",
    "coverage",
    "facilities",
    "facility",
    "fits",
    "identity",
    "job",
    "jobs",
    "lake",
    "lakes",
    "load",
    "login",
    "logout",
    "notebooks_for",
    "platform",
    "remove_archive",
    "resolve",
    "results",
    "run_notebook",
    "search",
    "services",
    "stage",
    "store",
    "workflow",
    "workflows",
]

_DESCRIPTION = 2000


def archives(*, refresh: bool = False) -> ArchiveList:
    """List the archives of this deployment, as they are known; none is contacted.

    Parameters
    ----------
    refresh
        Ask the catalogue's sources of archives (ESAP gateways, discovery documents, registries)
        what they have now. A warning tells which could not be read, and what was left out.
    """
    esap = platform()
    for source in esap.sources() if refresh else ():
        read = esap.read_source(source.id)
        for words in filter(None, (read.reason, *read.notes)):
            warnings.warn(f"{source.name}: {words}", stacklevel=2)
    return ArchiveList(esap.archives())


def add_archive(
    name: str,
    url: str,
    *,
    kind: str = "",
    id: str = "",  # noqa: A002  (what it is called everywhere)
    description: str = "",
    collection: str | None = None,
) -> models.Archive:
    """Add a service to your own archives; it is then an archive like the others.

    Parameters
    ----------
    name
        What people read.
    url
        Its address, http or https; a private one needs an operator's catalogue. Or its
        identifier, ``ivo://...``, which the registry is asked for.
    kind
        The connector: ``tap`` (the usual one), ``sia2``, ``scs``, ...
    id
        By which it is asked; made of the name by default.
    description
        What it has.
    collection
        What a target search asks unless another is chosen.

    Raises
    ------
    BadRequestError
        Something in it makes no sense.
    NotFoundError
        The registry does not know the identifier, or no such service of it.
    ConflictError
        It is there already.
    NotAvailableError
        There is no such connector, or the operator has switched this off.
    ForbiddenAddressError
        The address is not public, and no catalogue names it.
    """
    fields = {"name": name, "url": url, "kind": kind or "tap", "id": id}
    if is_identifier(url):
        hit, service = registered(url.strip(), kind)
        fields |= {"url": service.url, "kind": service.kind, "ivoid": hit.ivoid}
        description = description or hit.description[:_DESCRIPTION]
    fields["description"] = description
    try:
        new = msgspec.convert({**fields, "collection": collection}, NewArchive)
    except msgspec.ValidationError as error:
        raise BadRequestError(
            f"The archive makes no sense: {error}.", remedy="Give everything as text."
        ) from error
    return platform().add_archive(new)


def remove_archive(id: str) -> None:  # noqa: A002  (what it is called everywhere)
    """Take one of your own archives away.

    Raises
    ------
    NotFoundError
        There is no such archive, or you did not add it.
    """
    platform().remove_archive(id)


def resolve(text: str) -> "SkyCoord":
    """Turn a name or coordinates into a position (ICRS).

    Parameters
    ----------
    text
        "M31", "NGC 7331", "00:42:44.3 +41:16:09", "10.684 +41.269", ...

    Raises
    ------
    TargetNotFoundError
        Neither OpenNGC nor Sesame knows the name.
    """
    from astropy.coordinates import SkyCoord

    target = platform().resolve(_text_of(text))
    return SkyCoord(target.ra, target.dec, unit="deg")


def search(
    target: Any = None,
    radius: "float | Quantity" = 0.5,
    archives: Iterable[str] | str | None = None,
    collections: Mapping[str, str] | None = None,
    maxrec: int | None = None,
    *,
    polygon: Any = None,
    time: Any = None,
    band: Any = None,
    product: str = "",
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
    mode: models.Mode = "auto",
) -> Found:
    """Search archives, all at once, and wait; interrupting it cancels the search.

    Parameters
    ----------
    target
        A name or coordinates, an astropy ``SkyCoord``, or many of these: a list, a column of a
        table, a ``SkyCoord`` of many positions.
    radius
        In degrees, or an angle with its unit.
    archives
        Ids of `archives`; by default those that the catalogue marks.
    collections
        Which collection to search, by archive.
    maxrec
        The most rows wanted of each archive.
    polygon
        Instead of targets, the corners of a region: pairs of right ascension and declination
        in degrees (ICRS), or a ``SkyCoord``.
    time
        Two ends of a time range: ``Time``, ISO 8601 (UTC), modified Julian days, None for open.
    band
        Two ends of a spectral range: quantities of wavelength, frequency or energy, numbers of
        metres, None for open.
    product
        A data type of ObsCore, such as ``image``, ``cube`` or ``spectrum``.
    parameters
        Values of archives' own forms, by archive.
    mode
        How services that can do both are asked: ``sync``, ``async`` or ``auto``.

    Returns
    -------
    Found
        By archive: the result; looking up one that failed raises its error. ``report`` tells
        how each archive did, ``merged()`` gives all rows in one table.
    """
    one, many = targets(target)
    own = parameters or {}
    request = make_request(
        archives=_chosen(archives) if archives is not None or not own else list(own),
        target=one,
        targets=many,
        radius=degrees(radius),
        polygon=corners(polygon),
        time=times(time),
        band=wavelengths(band),
        product=product,
        parameters={archive: dict(values) for archive, values in own.items()},
        mode=mode,
        collections=collections or {},
        maxrec=whole(maxrec),
    )
    return found(ask(request))


def results() -> ResultList:
    """List the stored results, the newest first."""
    return ResultList(result(model) for model in platform().results.list())


def load(id_or_name: str) -> Result:
    """Return a stored result.

    Raises
    ------
    NotFoundError
        There is none of that id or name.
    """
    if not isinstance(id_or_name, str):
        raise BadRequestError(
            f"{id_or_name!r} is not the id or name of a result.", remedy="Give one of results()."
        )
    return result(platform().results.get(id_or_name))


def platform() -> Platform:
    """Return the platform of this process, which all functions here use."""
    return _platform()


def _new_platform() -> Platform:
    made = Platform()
    atexit.register(made.close)
    return made


_platform = Lazy(_new_platform, threading.RLock())


def result(model: models.Result) -> Result:
    """Give a stored result to Python."""
    return Result(model, platform().row_links)


def ask(request: SearchRequest) -> Search:
    """Search and wait; interrupting it cancels the search."""
    return collect(platform().search(request))


def collect(started: Search) -> Search:
    """Wait for a search, telling how it goes; interrupting it cancels the search."""
    esap = platform()
    line = ProgressLine()
    try:
        return esap.wait(started.id, line.update)
    except BaseException:
        esap.cancel_search(started.id)
        raise
    finally:
        line.clear()


def found(search: Search) -> Found:
    """Give what came of a search to Python."""
    store = platform().results
    return Found(
        search=search,
        results={
            one.archive: result(store.get(one.result))
            for one in search.activities
            if one.archive is not None and one.result is not None
        },
        merge=lambda distinct: result(platform().merged(search.id, distinct=distinct)),
    )


def _chosen(archives: Any) -> Any:
    if archives is None:
        return [archive.id for archive in platform().archives() if archive.default]
    if isinstance(archives, str):
        return [archives]
    return list(archives) if isinstance(archives, Iterable) else archives


def whole(number: Any) -> Any:
    """Make numpy's whole numbers Python's; the request refuses what is none."""
    if isinstance(number, bool):
        return number
    try:
        return operator.index(number)
    except TypeError:
        return number


def _text_of(target: Any) -> str:
    one, _ = targets(target)
    if not one:
        raise BadRequestError(
            f"{type(target).__name__} is not a target.",
            remedy="Give a name, coordinates as text, or one SkyCoord.",
        )
    return one
