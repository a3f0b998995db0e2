"""Forms that a table takes in a kernel; importing it imports nothing heavy."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..errors import BadRequestError, NotAvailableError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FORMS", "Form", "arrow", "convert"]

Form = Literal["astropy", "qtable", "pandas", "arrow", "polars"]
FORMS: tuple[Form, ...] = ("astropy", "qtable", "pandas", "arrow", "polars")


def convert(source: "Path | str | bytes | pa.Buffer | pa.Table", form: str) -> Any:
    """Give a stored table the form that a person works with.

    Parameters
    ----------
    source
        The Arrow IPC file's path (which is mapped), its bytes, or a table.
    form
        ``astropy`` (`astropy.table.Table`, masked like pyvo's), ``qtable``, ``pandas``
        (Arrow-backed), ``arrow`` or ``polars``.

    Raises
    ------
    BadRequestError
        There is no such form.
    NotAvailableError
        The package that the form needs is not installed in this kernel.
    """
    if form not in _CONVERTERS:
        raise BadRequestError(
            f"There is no form {form!r} of a table.", remedy=f"Choose one of {', '.join(FORMS)}."
        )
    try:
        return _CONVERTERS[form](arrow(source))
    except ModuleNotFoundError as error:
        raise NotAvailableError(
            f"The package {error.name} is not installed in this environment.",
            remedy=f"Install {error.name}, or choose another form.",
        ) from error


def arrow(source: "Path | str | bytes | pa.Buffer | pa.Table") -> "pa.Table":
    """Open a stored table; a file is mapped, and a table returned as it is."""
    import pyarrow as pa

    if isinstance(source, pa.Table):
        return source
    if isinstance(source, Path | str):
        source = pa.memory_map(str(source))
    return pa.ipc.open_file(source).read_all()


def _astropy(table: "pa.Table") -> Any:
    from .astropy_table import to_table

    return to_table(table)


def _qtable(table: "pa.Table") -> Any:
    from .astropy_table import to_qtable

    return to_qtable(table)


def _pandas(table: "pa.Table") -> Any:
    import pandas as pd

    return table.to_pandas(types_mapper=pd.ArrowDtype)


def _polars(table: "pa.Table") -> Any:
    import polars as pl

    return pl.from_arrow(table)


_CONVERTERS: dict[str, Callable[["pa.Table"], Any]] = {
    "astropy": _astropy,
    "qtable": _qtable,
    "pandas": _pandas,
    "arrow": arrow,
    "polars": _polars,
}
