"""How to cite a result: text for people, and entries for BibTeX."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from .. import __version__
from ..models import Result
from ..models.discovery import Citation
from .cite_bibtex import entry

__all__ = ["cite", "origin_infos"]

_SOFTWARE = "esap-jupyter"
# The names of the IVOA Note "Data Origin in the VO", and those that services use for the same.
_ORIGIN = {
    "creator": "Creator",
    "publisher": "Publisher",
    "publication_id": "Publication",
    "citation": "How to cite",
    "article": "Article",
    "rights": "Rights",
    "rights_uri": "Rights",
    "reference_url": "Described at",
    "referenceurl": "Described at",
    "resource_version": "Version",
    "server_software": "Server software",
}
_DOIS = "10."


def origin_infos(path: Path) -> dict[str, str]:
    """Return the INFO elements that a stored answer kept, by their names in lower case.

    Parameters
    ----------
    path
        The Arrow IPC file.
    """
    import pyarrow as pa

    from ..votable.schema import table_metadata

    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        infos = table_metadata(reader.schema).get("infos", {})
    return {str(name).lower(): " ".join(str(value).split()) for name, value in infos.items()}


def cite(result: Result, *, infos: Mapping[str, str]) -> Citation:
    """Say how to cite a result.

    Parameters
    ----------
    result
        The result.
    infos
        What the service said about the origin of its rows; see `origin_infos`.
    """
    if not result.provenance.service:
        return _no_service(result)
    archive = result.provenance.archive_name or result.archive
    facts = dict.fromkeys(_facts(result, infos))
    lines = [_headline(result, archive), *facts, _software()]
    return Citation(text="\n".join(lines), bibtex=_bibtex(result, archive, infos))


def _no_service(result: Result) -> Citation:
    """Say of rows that were put together here, or came from a kernel, where to cite instead."""
    rows = "1 row" if result.rows == 1 else f"{result.rows} rows"
    words = (
        f"{result.title!r}: {rows} that no single service gave. "
        "Cite the result of each archive that they came from."
    )
    software = _software_entry(time.gmtime(result.provenance.started).tm_year)
    return Citation(text=f"{words}\n{_software()}", bibtex=f"{software}\n")


def _headline(result: Result, archive: str) -> str:
    origin = result.provenance
    rows = "1 row" if result.rows == 1 else f"{result.rows} rows"
    cut = ", truncated" if result.truncated else ""
    where = f", {result.collection}" if result.collection else ""
    identifier = f" ({origin.ivoid})" if origin.ivoid else ""
    return (
        f"{archive}{where}: {rows}{cut} for {result.title!r}, obtained {_moment(origin.started)} "
        f"by {origin.protocol} from {origin.service}{identifier}."
    )


def _facts(result: Result, infos: Mapping[str, str]) -> Iterator[str]:
    origin = result.provenance
    yield f"Query ({origin.language}): {' '.join(origin.query.split())}"
    for name, title in _ORIGIN.items():
        if infos.get(name):
            yield f"{title}: {infos[name]}"
    if origin.acknowledgement:
        yield f"Acknowledgement: {origin.acknowledgement}"


def _software() -> str:
    return f"Software: {_SOFTWARE} {__version__}."


def _bibtex(result: Result, archive: str, infos: Mapping[str, str]) -> str:
    origin = result.provenance
    day = time.gmtime(origin.started)
    notes = [f"{origin.language} query: {' '.join(origin.query.split())}"]
    notes += [f"{result.rows} rows{' (truncated)' if result.truncated else ''}"]
    notes += [origin.acknowledgement] if origin.acknowledgement else []
    identifier = infos.get("ivoid") or origin.ivoid or ""
    how = (f"{origin.protocol} query", _moment(origin.started), identifier)
    publication = infos.get("publication_id", "").removeprefix("doi:")
    data = entry(
        "misc",
        key=f"{result.archive}_{result.name}",
        title=f"{archive}: {result.title}",
        author=infos.get("creator") or infos.get("publisher") or archive,
        year=f"{day.tm_year:04d}",
        month=f"{day.tm_mon:02d}",
        howpublished=", ".join(part for part in how if part),
        doi=publication if publication.startswith(_DOIS) else "",
        url=origin.service,
        note=". ".join(note.rstrip(".") for note in notes) + ".",
    )
    return f"{data}\n\n{_software_entry(day.tm_year)}\n"


def _software_entry(year: int) -> str:
    return entry(
        "misc",
        key=_SOFTWARE,
        title=f"{_SOFTWARE} {__version__}: the ESFRI Science Analysis Platform inside JupyterLab",
        author=f"The {_SOFTWARE} developers",
        year=f"{year:04d}",
    )


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
