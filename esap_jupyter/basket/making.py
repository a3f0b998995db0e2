"""Makes items of what a person chooses: rows, results, DIDs, files, addresses."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from ..archives.vo.rows.cells import Row
from ..archives.vo.rows.choosing import estimate_of
from ..columns import column
from ..errors import BadRequestError
from ..lake.dids import LakeAddress
from ..models import BasketProvenance, Column, Did, Link, NewBasketItem, Result
from ..urls import is_in_lake, origin, without_secrets
from .rows import RowTexts

__all__ = [
    "of_address",
    "of_cells",
    "of_did",
    "of_link",
    "of_result",
    "of_rows",
    "provenance_of",
    "tidied",
]

_TITLES = ("obs_title", "title", "main_id", "name", "display_name", "target_name", "obs_id")
_TITLE_UCDS = ("meta.title", "meta.id;meta.main", "meta.id")
_LONGEST = 200
_TEXT = frozenset({"char", "unicodeChar"})
_ROWS = "rows"
_PANOPTES = "Panoptes"
_EXPORT = "_export"
_HEX = re.compile("[0-9A-Fa-f]{1,128}")


def of_rows(result: Result, texts: RowTexts) -> Iterator[NewBasketItem]:
    """Make an item of each row, with columns, units and provenance.

    What is secret in addresses is left out, and cells that are missing are None.

    Parameters
    ----------
    result
        The stored result.
    texts
        Its rows as text.
    """
    base = provenance_of(result)
    for row, cells in zip(texts.rows, texts.cells, strict=True):
        made = of_cells(result.columns, cells, otherwise=f"Row {row} of {result.title}")
        yield msgspec.structs.replace(
            made,
            archive=result.archive,
            collection=result.collection or "",
            provenance=_with_row(base, row),
        )


def of_cells(
    columns: list[Column], cells: Sequence[str | None], *, otherwise: str
) -> NewBasketItem:
    """Make an item of a row's cells as text; ``otherwise`` is what it is called without a name."""
    plain = [_plain(cell) for cell in cells]
    row = Row(columns=columns, cells=cells)
    address, estimate = row.access_url, estimate_of(row)
    in_lake = is_in_lake(address)
    called = (_line(plain[at]) for at in _title_columns(columns))
    title = next((text for text in called if text and "://" not in text), "")
    return NewBasketItem(
        kind="row",
        title=title or _line(otherwise),
        data={each.name: cell for each, cell in zip(columns, plain, strict=True)},
        columns=columns,
        url="" if in_lake else without_secrets(address),
        did=address if in_lake else "",
        estimate=str(estimate) if address and estimate is not None else None,
    )


def of_result(result: Result) -> NewBasketItem:
    """Make an item of a whole result; of an export of the Zooniverse, one of that kind."""
    if result.provenance.protocol == _PANOPTES and (result.collection or "").endswith(_EXPORT):
        return _of_export(result)
    return NewBasketItem(
        kind="result",
        title=_line(result.title) or result.name,
        archive=result.archive,
        collection=result.collection or "",
        data={"name": result.name, _ROWS: result.rows, "truncated": result.truncated},
        columns=[
            column("name", "Name of the result"),
            column(_ROWS, "Number of rows", datatype="long"),
            column("truncated", "Whether the archive has more rows", datatype="boolean"),
        ],
        provenance=provenance_of(result),
    )


def _of_export(result: Result) -> NewBasketItem:
    """Make an item of an export of the Zooniverse, in the words of ESAP's own basket.

    These are ``catalog``, ``project_id``, ``workflow_id`` and ``category`` (ESAP API gateway,
    shopping items of the archive ``zooniverse``).
    """
    asked = result.provenance.request
    terms = {} if asked is None else asked.parameters.get(result.archive, {})
    category = (result.collection or "").removesuffix(_EXPORT)
    data = {
        "catalog": "workflow" if terms.get("workflow") else "project",
        "project_id": str(terms.get("project", "")) or None,
        "workflow_id": str(terms.get("workflow", "")) or None,
        "category": category,
    }
    return NewBasketItem(
        kind="zooniverse",
        title=_line(result.title) or result.name,
        archive=result.archive,
        collection=result.collection or "",
        data={name: value for name, value in data.items() if value is not None},
        provenance=provenance_of(result),
    )


def of_did(address: str, *, lake: str = "", facts: Did | None = None) -> NewBasketItem:
    """Make an item of a DID, such as ``rucio://lake/scope:name``.

    Parameters
    ----------
    address
        The address of it.
    lake
        What people call the lake.
    facts
        What the lake tells of it, where that is known.

    Raises
    ------
    BadRequestError
        It is no such address.
    """
    parsed = LakeAddress.parse(address)
    sums = {} if facts is None else {"adler32": facts.adler32, "md5": facts.md5}
    return NewBasketItem(
        kind="did",
        title=str(parsed.did)[:_LONGEST],
        archive=parsed.lake,
        collection=parsed.did.scope,
        data={"scope": parsed.did.scope, "name": parsed.did.name}
        | ({} if facts is None else {"type": facts.type}),
        provenance=BasketProvenance(archive=parsed.lake, archive_name=lake, protocol="Rucio"),
        did=str(parsed),
        size=None if facts is None else facts.size,
        checksums={name: text.lower() for name, text in sums.items() if text},
    )


def of_link(result: Result, row: int, link: Link) -> NewBasketItem:
    """Make an item of a file that belongs to a row.

    Raises
    ------
    BadRequestError
        It leads to no file, as services and errors do.
    """
    if link.error or not link.url:
        raise BadRequestError(
            f"The link {link.description or link.semantics!r} leads to no file: "
            f"{link.error or 'it is a service'}.",
            remedy="Choose a file, or stage a cutout.",
        )
    made = of_did(link.url) if is_in_lake(link.url) else of_address(link.url)
    return NewBasketItem(
        kind=made.kind,
        title=_line(link.description) or made.title,
        archive=result.archive,
        collection=result.collection or "",
        data={"semantics": link.semantics},
        columns=[column("semantics", "What the file is to the row (DataLink)")],
        provenance=_with_row(provenance_of(result), row),
        url=made.url,
        did=made.did,
        size=link.content_length,
        content_type=link.content_type,
    )


def of_address(text: str) -> NewBasketItem:
    """Make an item of an address of the web, of a lake, or of another kind of storage.

    Raises
    ------
    BadRequestError
        It is no address.
    """
    text = text.strip()
    if is_in_lake(text):
        return of_did(text)
    scheme, _, rest = text.partition("://")
    web = scheme.lower() in ("http", "https")
    named = rest and scheme.isalnum() and " " not in rest.partition("/")[0] and text.isprintable()
    if not named or (web and origin(text) is None):
        raise BadRequestError(
            f"{text[:80]!r} is no address of a file.",
            remedy="Write one such as https://example.org/file.fits or rucio://lake/scope:name.",
        )
    url = without_secrets(text)
    name = re.split("[?#]", url, maxsplit=1)[0].rstrip("/").rpartition("/")[2]
    return NewBasketItem(kind="url", title=_line(name) or url[:_LONGEST], url=url)


def tidied(item: NewBasketItem) -> NewBasketItem:
    """Return an item that somebody else made as it may be kept: without secrets, with its names.

    Raises
    ------
    BadRequestError
        Its address, DID, size or checksums are none.
    """
    if item.did:
        LakeAddress.parse(item.did)
    url = item.url.strip()
    if url and (not url.isprintable() or not url.partition(":")[2]):
        raise BadRequestError(f"{url[:80]!r} is no address.")
    for name, digits in item.checksums.items():
        if not (name.isalnum() and _HEX.fullmatch(digits)):
            raise BadRequestError(f"{digits[:40]!r} is no checksum {name[:20]!r}.")
    url = without_secrets(url)
    title = _line(item.title) or _line(item.did or url) or item.kind.capitalize()
    sums = {name.lower(): digits.lower() for name, digits in item.checksums.items()}
    return msgspec.structs.replace(
        item, title=title, url=url, data=_bare(item.data), checksums=sums
    )


def provenance_of(result: Result) -> BasketProvenance:
    """Say where the rows of a result came from."""
    told = result.provenance
    return BasketProvenance(
        archive=told.archive,
        archive_name=told.archive_name,
        service=without_secrets(told.service),
        protocol=told.protocol,
        language=told.language,
        query=told.query,
        started=told.started,
        ivoid=told.ivoid,
        acknowledgement=told.acknowledgement,
        result=result.id,
        result_title=result.title,
    )


def _with_row(provenance: BasketProvenance, row: int) -> BasketProvenance:
    return msgspec.structs.replace(provenance, row=row)


def _title_columns(columns: Sequence[Column]) -> list[int]:
    """Return which columns may hold what a row is called, the likeliest first."""
    names = [each.name.lower() for each in columns]
    ucds = [(each.ucd or "").lower() for each in columns]
    found = [names.index(name) for name in _TITLES if name in names]
    found += [at for ucd in _TITLE_UCDS for at, each in enumerate(ucds) if each == ucd]
    found += [at for at, each in enumerate(columns) if each.datatype in _TEXT]
    return list(dict.fromkeys(found))


def _plain(cell: str | None) -> str | None:
    """Return a cell without what gives access, where it is an address."""
    if cell is None or "://" not in cell or not ("?" in cell or "@" in cell):
        return cell
    return without_secrets(cell) if origin(cell) is not None or is_in_lake(cell) else cell


def _bare(value: Any) -> Any:
    """Return JSON without what gives access in its addresses."""
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, dict):
        return {str(name): _bare(each) for name, each in value.items()}
    return [_bare(each) for each in value] if isinstance(value, list) else value


def _line(text: str | None) -> str:
    return " ".join((text or "").split())[:_LONGEST]
