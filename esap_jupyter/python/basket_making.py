"""Makes items of whatever Python gives: results, rows, tables, links, DIDs, addresses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from ..basket.exact import exact
from ..basket.making import of_address, of_did, of_link, of_result, of_rows, tidied
from ..basket.rows import row_texts
from ..errors import BadRequestError
from ..lake.dids import SCHEME
from ..models import BasketItem, Did, LakeFile, NewBasketItem
from ..results.links import RowLink
from .result import Result
from .result_rows import ResultRows

__all__ = ["items_of"]

_EXAMPLE = "Give a result, rows of one, a table, an address, a DID, or items of a basket."


def items_of(what: Any, *, rows: Any = None, lake: str = "") -> Iterator[NewBasketItem]:
    """Make items.

    Parameters
    ----------
    what
        A `Result` (whole, or with ``rows`` some of it), ``result[:5]``, a link of a row, a table
        or row of astropy or pandas, ``rucio://lake/scope:name``, an address of the web, what a
        lake listed, an item or its fields as a dictionary; or several of these.
    rows
        Which rows of a result: numbers, a slice, or True for all.
    lake
        The id of the lake that listed what is given.

    Raises
    ------
    BadRequestError
        Nothing can be made of it.
    """
    if isinstance(what, Result | ResultRows):
        yield from _of_result(what, rows)
    elif isinstance(what, str):
        yield of_address(what if "://" in what or not lake else f"{SCHEME}{lake}/{what}")
    elif isinstance(what, NewBasketItem | Mapping | RowLink):
        yield _of_one(what)
    elif isinstance(what, Did | LakeFile):
        yield _of_lake(what, lake)
    elif _is_table(what):
        yield from _of_table(what)
    elif isinstance(what, Iterable) and not isinstance(what, bytes):
        for each in what:
            yield from items_of(each, rows=rows, lake=lake)
    else:
        raise BadRequestError(
            f"{type(what).__name__} cannot be put into the basket.", remedy=_EXAMPLE
        )


def _of_one(what: NewBasketItem | Mapping[str, Any] | RowLink) -> NewBasketItem:
    if isinstance(what, RowLink):
        return of_link(what.result, what.row, what.model)
    if isinstance(what, Mapping):
        return _of_fields(what)
    if isinstance(what, BasketItem):
        fields = {name: getattr(what, name) for name in NewBasketItem.__struct_fields__}
        return tidied(NewBasketItem(**fields))
    return tidied(what)


def _of_result(what: Result | ResultRows, rows: Any) -> Iterator[NewBasketItem]:
    if isinstance(what, ResultRows):
        result, rows = what.result, what.numbers
    else:
        result = what
    if rows is None:
        yield of_result(result.model)
        return
    wanted = _numbers(rows, len(result))
    if wanted:
        ranges = [(row, row) for row in wanted]
        texts = row_texts(str(result.path), ranges, sort=None, direction="none")
        yield from of_rows(result.model, texts)


def _numbers(rows: Any, length: int) -> Sequence[int]:
    if rows is True:
        return range(length)
    if isinstance(rows, slice):
        return range(length)[rows]
    given = [rows] if isinstance(rows, int) else list(rows)
    try:
        numbers = [range(length)[row] for row in given]
    except (IndexError, TypeError) as error:
        raise BadRequestError(
            f"The result has {length} rows; it has none of {str(rows)[:80]}.",
            remedy="Count rows from 0.",
        ) from error
    return list(dict.fromkeys(numbers))


def _of_lake(what: Did | LakeFile, lake: str) -> NewBasketItem:
    did = what.did if isinstance(what, LakeFile) else what
    if not lake:
        raise BadRequestError(
            f"Nothing says which lake {did.scope}:{did.name} is of.",
            remedy='Give lake="…", its id in esap.lakes().',
        )
    return of_did(f"{SCHEME}{lake}/{did.scope}:{did.name}", facts=did)


def _of_fields(fields: Mapping[str, Any]) -> NewBasketItem:
    try:
        return tidied(msgspec.convert(exact(dict(fields)), NewBasketItem))
    except msgspec.ValidationError as error:
        raise BadRequestError(
            f"The item makes no sense: {error}.",
            remedy='Give fields such as {"kind": "url", "title": "…", "url": "…"}.',
        ) from error


def _is_table(what: Any) -> bool:
    kinds = {base.__module__.partition(".")[0] for base in type(what).__mro__}
    return bool(kinds & {"astropy", "pandas", "polars", "pyarrow"})


def _of_table(what: Any) -> Iterator[NewBasketItem]:
    from ..basket.tables import items_of_table
    from ..results.intake import table_of

    if type(what).__name__ in ("Row", "QRow") and hasattr(what, "table"):
        # A row of astropy, as a table of that row alone.
        what = what.table[what.index : what.index + 1]
    yield from items_of_table(table_of(what))
