"""The cell magic `%%adql`, and what `%load_ext esap_jupyter` does."""

import builtins
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from IPython import get_ipython
from IPython.core.error import UsageError
from IPython.core.magic import no_var_expand
from IPython.core.magic_arguments import MagicArgumentParser

from ..errors import BadRequestError, EsapError
from ..models import Mode
from ..results.frames import FORMS
from ..results.variables import check_variable
from .target import register

if TYPE_CHECKING:
    from ..python.result import Result

__all__ = ["QueryError", "adql", "load"]

# In the magic, a table is astropy's, as in `Result.to_table`.
_FORMS = ("result", "table", *(form for form in FORMS if form != "astropy"))


class QueryError(EsapError):
    """A query that failed; IPython shows it without the lines of our own code."""

    def _render_traceback_(self) -> list[str]:
        return [f"QueryError: {self}"]


def load(shell: Any) -> None:
    """Add `%%adql` and the comm target to an IPython shell."""
    # The query is data: IPython shall not look up what stands in braces.
    shell.register_magic_function(no_var_expand(adql), magic_kind="cell", magic_name="adql")
    register()


def adql(line: str, cell: str) -> Any:
    """Ask an archive in ADQL; the cell's text is the query.

    Usage, in a cell::

        %%adql ARCHIVE [--into NAME] [--form FORM] [--maxrec N] [--upload NAME] [--mode MODE]
        SELECT TOP 10 * FROM ...

    ``ARCHIVE`` is an id that ``esap.archives()`` lists. ``--into`` binds a variable; without it,
    the result is shown. ``--form`` is one of ``result``, ``table`` (the default with ``--into``),
    ``qtable``, ``pandas``, ``arrow`` and ``polars``. ``--maxrec`` is the most rows wanted.
    ``--upload mine`` sends the variable ``mine`` along as ``TAP_UPLOAD.mine``, and ``--upload
    a=mine`` as ``TAP_UPLOAD.a``; it may be given several times. ``--mode`` is ``sync``, ``async``
    or ``auto``.
    """
    shell = get_ipython()
    options = _options(line)
    name = _checked(options.into, shell)
    uploads = _uploads(options.upload, shell.user_ns)
    result = _ask(options.archive, cell.strip(), options.maxrec, uploads, options.mode)
    value = _formed(result, options.form or ("table" if name else "result"))
    if name is None:
        return value
    shell.user_ns[name] = value
    _say(name, result)
    return None


def _parser() -> Any:
    parser = MagicArgumentParser("%%adql", add_help=False)
    parser.add_argument("archive")
    parser.add_argument("--into")
    parser.add_argument("--form", choices=_FORMS)
    parser.add_argument("--maxrec", type=int)
    parser.add_argument("--upload", action="append", default=[])
    parser.add_argument("--mode", choices=("auto", "sync", "async"), default="auto")
    return parser


def _options(line: str) -> Any:
    try:
        return _parser().parse_argstring(line)
    except ValueError as error:
        raise UsageError(f"The line with %%adql cannot be read: {error}.") from None


def _checked(text: str | None, shell: Any) -> str | None:
    if text is None:
        return None
    try:
        name = check_variable(text)
    except BadRequestError as error:
        raise UsageError(str(error)) from None
    # IPython hides its own names, which the next cell may need, from the list of variables.
    if hasattr(builtins, name) or name in shell.user_ns_hidden:
        raise UsageError(
            f"{name!r} belongs to Python or IPython itself. Choose a name such as m31 or my_stars."
        )
    return name


def _uploads(given: list[str], names: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for text in given:
        table, _, variable = text.partition("=")
        name = variable or table
        if name not in names:
            raise UsageError(f"--upload names {name!r}, which is no variable of this notebook.")
        found[table] = names[name]
    return found


def _ask(
    archive: str, query: str, maxrec: int | None, uploads: Mapping[str, Any], mode: Mode
) -> "Result":
    from .. import api

    if not query:
        raise UsageError("The cell has no query; write ADQL below the line with %%adql.")
    try:
        return api.adql(archive, query, maxrec=maxrec, uploads=uploads, mode=mode)
    except EsapError as error:
        raise QueryError(error.message, remedy=error.remedy) from None


def _formed(result: "Result", form: str) -> Any:
    if form == "result":
        return result
    try:
        return getattr(result, f"to_{form}")()
    except EsapError as error:
        raise QueryError(error.message, remedy=error.remedy) from None


def _say(name: str, result: "Result") -> None:
    more = ", truncated: the archive has more" if result.truncated else ""
    print(f"{name}: {len(result)} rows{more}")  # noqa: T201  the cell's output
