"""From a table's bytes to a variable, by the rules of what may be overwritten."""

from typing import TYPE_CHECKING

import msgspec

from ..errors import BadAnswerError
from ..results import frames
from ..results.variables import check_variable
from .namespace import Namespace

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Answer", "Binding", "bind", "taken"]

Answer = dict[str, object]


class Binding(msgspec.Struct, kw_only=True, frozen=True):
    """What is to be bound, and how; ``rows`` is what the server counted."""

    variable: str
    form: frames.Form = "astropy"
    rows: int | None = None
    overwrite: bool = False


def taken(namespace: Namespace, binding: Binding) -> Answer | None:
    """Tell what has the name, where binding would lose something unasked.

    Raises
    ------
    BadRequestError
        It is no variable name.
    """
    name = check_variable(binding.variable)
    kind = namespace.existing(name)
    if kind is None or binding.overwrite:
        return None
    return {"exists": {"type": kind, "variable": name}}


def bind(namespace: Namespace, binding: Binding, source: "str | pa.Buffer") -> Answer:
    """Bind the table at a path or in a buffer, unless the name is taken.

    Raises
    ------
    EsapError
        It is no variable name, or no table, or not the rows that were promised, or the form
        needs a package that is not there.
    """
    value = frames.convert(source, binding.form)
    rows = len(value)
    if binding.rows not in {None, rows}:
        raise BadAnswerError(
            f"The table has {rows} rows where {binding.rows} were promised.",
            remedy="Run the search again.",
        )
    # Looked at now and not before: the user's cells may use the name while a table is converted.
    refusal = taken(namespace, binding)
    if refusal is not None:
        return refusal
    name = check_variable(binding.variable)
    namespace.bind(name, value)
    return {"ok": {"rows": rows, "variable": name}}
