"""From a table's bytes to a variable, by the rules of what may be overwritten."""

from typing import TYPE_CHECKING, Literal

import msgspec

from ..errors import BadAnswerError
from .names import check_name
from .namespace import Namespace

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Answer", "Binding", "Form", "bind", "taken"]

Form = Literal["astropy", "qtable", "pandas", "arrow", "polars"]
Answer = dict[str, object]


class Binding(msgspec.Struct, kw_only=True, frozen=True):
    """What is to be bound, and how.

    ``result`` is the result's name: a former hand-over of the same result may be replaced.
    ``rows`` is what the server counted.
    """

    variable: str
    form: Form = "astropy"
    rows: int | None = None
    result: str = ""
    overwrite: bool = False


def taken(namespace: Namespace, binding: Binding) -> Answer | None:
    """Tell what has the name, where binding would lose something unasked.

    Raises
    ------
    BadRequestError
        It is no variable name.
    """
    name = check_name(binding.variable)
    kind = namespace.existing(name, binding.result)
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
    from ..results.frames import convert

    value = convert(source, binding.form)
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
    name = check_name(binding.variable)
    namespace.bind(name, value, binding.result)
    return {"ok": {"rows": rows, "variable": name}}
