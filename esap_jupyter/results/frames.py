"""Forms that a table takes in a kernel; importing it imports nothing heavy."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..errors import BadAnswerError, BadRequestError, NotAvailableError, NotFoundError

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
    NotFoundError, BadAnswerError
        There is no such table, or it is damaged.
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
    """Open a stored table; a file is mapped, and a table returned as it is.

    Raises
    ------
    NotFoundError
        There is no such file.
    BadAnswerError
        It is damaged, or no table.
    """
    import pyarrow as pa

    if isinstance(source, pa.Table):
        return source
    try:
        if isinstance(source, Path | str):
            source = pa.memory_map(str(source))
        table = pa.ipc.open_file(source).read_all()
        _check(table)
    except FileNotFoundError:
        raise NotFoundError(
            "The table of the result is gone; it was deleted.", remedy="Search again."
        ) from None
    except (pa.ArrowException, OSError, ValueError) as error:
        # What follows the first line of Arrow's reason is where in its own code it found it.
        reason = str(error).partition("\n")[0][:200]
        raise BadAnswerError(
            f"The stored table is damaged or no table at all: {reason}.",
            remedy="Delete the result and search again.",
        ) from error
    return table


def _check(table: "pa.Table") -> None:
    """Refuse what would crash the process that reads it, as offsets beyond their bytes do."""
    from ..votable.schema import field_spec, table_metadata

    table.validate(full=True)
    table_metadata(table.schema)
    for spec in map(field_spec, table.schema):
        if spec is not None:
            spec.check()


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
