"""What may be given to `esap_jupyter.stage`, as what is asked of staging."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..errors import BadRequestError
from ..lake.dids import LakeAddress
from ..models import BasketItem, Column, NewBasketItem
from ..results.links import RowLink
from ..staging.pieces import Asked, AskedDid, AskedFile, AskedRow, AskedRows, part_of
from ..urls import is_in_lake, origin
from .result import Result
from .result_rows import ResultRows

__all__ = ["asked_for"]

_EXAMPLE = 'Give "rucio://lake/scope:name", an address of the web, or a result.'
_ACCESS = ("access_url", "accref", "surl")
_OTHERS = ("file://", "s3://", "gs://", "root://", "roots://", "dav://", "davs://", "srm://")


def asked_for(what: Any, parameters: Mapping[str, str]) -> Iterator[Asked]:
    """Say what something stands for; for several, of each.

    Parameters
    ----------
    what
        Addresses, results and their rows, links, tables and rows of astropy or pandas, mappings,
        items of the basket, or several of these.
    parameters
        For the services that cut out parts.

    Raises
    ------
    BadRequestError
        It names no data.
    """
    if isinstance(what, str):
        yield part_of(_address(what.strip()), parameters)
    elif isinstance(what, Result):
        _check(what)
        yield AskedRows(result=what.id, parameters=dict(parameters))
    elif isinstance(what, ResultRows):
        yield AskedRows(result=what.result.id, rows=what.numbers, parameters=dict(parameters))
    elif isinstance(what, RowLink):
        yield _of_link(what, parameters)
    elif isinstance(what, BasketItem | NewBasketItem):
        yield part_of(_of_item(what), parameters)
    elif isinstance(what, Mapping) or hasattr(what, "colnames") or hasattr(what, "itertuples"):
        yield from _of_table(what, parameters)
    elif isinstance(what, Iterable) and not isinstance(what, bytes):
        for each in what:
            yield from asked_for(each, parameters)
    else:
        raise _no_data(type(what).__name__)


def _of_item(item: NewBasketItem) -> Asked:
    from .. import api

    return api.platform().stagings.asked_of_item(item)


def _of_link(link: RowLink, parameters: Mapping[str, str]) -> Asked:
    return AskedRows(
        result=link.result.id, rows=[link.row], link=link.model.id, parameters=dict(parameters)
    )


def _of_table(what: Any, parameters: Mapping[str, str]) -> Iterator[Asked]:
    """Yield the rows of a table, or the one row that it is."""
    if isinstance(what, Mapping):
        yield _row(list(what), list(what.values()), {}, parameters)
    elif hasattr(what, "colnames"):
        yield from _of_astropy(what, parameters)
    else:
        names = [str(name) for name in what.columns]
        for cells in what.itertuples(index=False, name=None):
            yield _row(names, list(cells), {}, parameters)


def _address(text: str) -> Asked:
    if is_in_lake(text):
        LakeAddress.parse(text)
        return AskedDid(address=text)
    if origin(text) is None and not text.startswith(_OTHERS):
        raise BadRequestError(f"{text[:80]!r} names no data.", remedy=_EXAMPLE)
    return AskedFile(url=text)


def _check(result: Result) -> None:
    if not len(result):
        raise BadRequestError(
            f"The result {result.name!r} has no rows, so that there is nothing to bring.",
            remedy="Search again.",
        )


def _of_astropy(what: Any, parameters: Mapping[str, str]) -> Iterator[Asked]:
    """Yield the rows of a table, or the one that it is."""
    names = [str(name) for name in what.colnames]
    about = {name: _column(name, what.columns[name]) for name in names}
    meta = getattr(what, "meta", None) or getattr(getattr(what, "table", None), "meta", {})
    rows = what if hasattr(what, "iterrows") else [what]
    for row in rows:
        cells = [row[name] for name in names]
        yield _row(names, cells, about, parameters, _archive(meta))


def _row(
    names: list[Any],
    cells: list[Any],
    about: Mapping[str, Column],
    parameters: Mapping[str, str],
    archive: str = "",
) -> AskedRow:
    columns = [about.get(name) or Column(name=str(name), datatype="char") for name in names]
    known = any(
        column.name.lower() in _ACCESS or "reference" in (column.utype or column.ucd or "").lower()
        for column in columns
    )
    if not known:
        raise BadRequestError(
            "The rows have no column access_url, so that they name no data.", remedy=_EXAMPLE
        )
    return AskedRow(
        columns=columns,
        cells=[_text(cell) for cell in cells],
        archive=archive,
        parameters=dict(parameters),
    )


def _column(name: str, column: Any) -> Column:
    meta = getattr(column, "meta", None) or {}
    return Column(
        name=name,
        datatype="char",
        ucd=str(meta["ucd"]) if meta.get("ucd") else None,
        utype=str(meta["utype"]) if meta.get("utype") else None,
    )


def _archive(meta: Mapping[str, Any]) -> str:
    provenance = meta.get("provenance")
    return str(provenance.get("archive", "")) if isinstance(provenance, Mapping) else ""


def _text(cell: Any) -> str | None:
    if cell is None or getattr(cell, "mask", False) is True or type(cell).__name__ == "NAType":
        return None
    if type(cell).__name__ == "MaskedConstant":
        return None
    value = cell.item() if hasattr(cell, "item") and getattr(cell, "shape", None) == () else cell
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _no_data(name: str) -> BadRequestError:
    return BadRequestError(f"{name} names no data.", remedy=_EXAMPLE)
