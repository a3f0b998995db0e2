"""Makes of a registry's rows one entry a resource, the closest first."""

import re
from collections.abc import Collection as Group
from collections.abc import Iterable, Mapping, Sequence

from .... import votable
from ....models.discovery import Covers, RegistryHit, RegistryService
from ....urls import origin
from ....votable.refusals import plain_text
from .regtap import kind_of

__all__ = ["Row", "hits_of", "read_rows"]

Row = Mapping[str, str | None]
_ORDER = ("tap", "sia2", "sia1", "ssa", "scs")
_TITLE = 300
_DESCRIPTION = 4000
_TERM = 60


def read_rows(body: bytes) -> list[dict[str, str | None]]:
    """Read a small VOTable as text, its columns by their names in lower case.

    Raises
    ------
    ArchiveError
        The service refused.
    BadAnswerError
        It is not a VOTable.
    """
    table = votable.read(body)
    columns = {
        name.strip('"').lower(): [_text(value) for value in table.column(index).to_pylist()]
        for index, name in enumerate(table.column_names)
    }
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def hits_of(
    rows: Iterable[Row], *, words: Sequence[str] = (), covering: Group[str] | None = None
) -> list[RegistryHit]:
    """Gather rows by resource.

    Parameters
    ----------
    rows
        What the registry answered.
    words
        The keywords, by which hits are ordered.
    covering
        The resources that say that they cover the place that was asked for, if one was.
    """
    gathered: dict[str, list[Row]] = {}
    for row in rows:
        ivoid = row.get("ivoid")
        if ivoid and not (row.get("intf_type") or "").endswith("webbrowser"):
            gathered.setdefault(ivoid, []).append(row)
    hits = [_hit(ivoid, mine, covering) for ivoid, mine in gathered.items()]
    hits.sort(key=lambda hit: (-_closeness(hit, words), hit.covers != "yes", hit.title.lower()))
    return hits


def _hit(ivoid: str, rows: Sequence[Row], covering: Group[str] | None) -> RegistryHit:
    first = rows[0]
    services = [service for row in rows if (service := _service(row)) is not None]
    services.sort(key=lambda service: _ORDER.index(service.kind))
    covers: Covers = "unasked" if covering is None else "yes" if ivoid in covering else "undeclared"
    return RegistryHit(
        ivoid=ivoid,
        title=_tidy(first, "res_title", _TITLE) or ivoid,
        short_name=_tidy(first, "short_name", _TITLE),
        description=_tidy(first, "res_description", _DESCRIPTION),
        publisher=_tidy(first, "publisher", _TITLE),
        wavebands=_listed(first, "waveband"),
        content_types=_listed(first, "content_type"),
        reference_url=_web_address(first, "reference_url"),
        covers=covers,
        services=list(dict.fromkeys(services)),
    )


def _service(row: Row) -> RegistryService | None:
    standard = row.get("standard_id") or ""
    kind = kind_of(standard)
    if kind is None:
        return None
    url = (row.get("access_url") or "").strip()
    problem = "" if origin(url) else "The registry has no address of it that can be asked."
    return RegistryService(kind=kind, url=url, standard_id=standard, problem=problem)


def _closeness(hit: RegistryHit, words: Sequence[str]) -> int:
    return sum(_closeness_to(hit, word.lower()) for word in words)


def _closeness_to(hit: RegistryHit, word: str) -> int:
    title, short = hit.title.lower(), hit.short_name.lower()
    if word in (short, title):
        return 5
    if re.search(rf"\b{re.escape(word)}\b", title):
        return 4
    if word in title or word in short:
        return 3
    return 2 if word in hit.ivoid.lower() else 1


def _tidy(row: Row, name: str, limit: int) -> str:
    return plain_text(row.get(name) or "", limit)


def _web_address(row: Row, name: str) -> str | None:
    address = _tidy(row, name, _DESCRIPTION)
    return address if origin(address) else None


def _listed(row: Row, name: str) -> list[str]:
    parts = [plain_text(part, _TERM) for part in (row.get(name) or "").lower().split("#")]
    return [part for part in dict.fromkeys(parts) if part]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
