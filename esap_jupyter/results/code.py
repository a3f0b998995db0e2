"""Source text that remakes or reads a result; every value in it is quoted, never pasted."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ..errors import BadRequestError, NotAvailableError
from ..models import Provenance, Result, SearchRequest
from .variables import check_variable

__all__ = ["load_code", "search_code"]

_LINE = 100
_R_WORDS = re.compile(
    "if|else|repeat|while|function|for|next|break|TRUE|FALSE|NULL|Inf|NaN|in|"
    "NA|NA_integer_|NA_real_|NA_complex_|NA_character_",
    re.ASCII,
)
# The last three are no words of the language, but the names that the cell itself brings in.
_JULIA_WORDS = re.compile(
    "baremodule|begin|break|catch|const|continue|do|else|elseif|end|export|false|finally|for|"
    "function|global|if|import|in|isa|let|local|macro|module|quote|return|struct|true|try|using|"
    "where|while|CSV|DataFrame|DataFrames",
    re.ASCII,
)


def search_code(
    result: Result, variable: str, *, collections: Mapping[str, str] | None = None
) -> str:
    """Plain `esap_jupyter` Python that makes the same search again.

    Parameters
    ----------
    result
        The result; a search by target repeats the search, anything else its ADQL.
    variable
        The name to bind the `astropy.table.Table` to.
    collections
        The collections that were asked for, where they are not the archives' defaults.

    Raises
    ------
    BadRequestError
        The variable is not a name.
    """
    variable = check_variable(variable)
    provenance = result.provenance
    if provenance.protocol == "upload" or provenance.part_of is not None:
        # It came from a kernel or was selected by hand, and nobody can ask for it again.
        load = f"esap.load({result.id!r})"
        return f"import esap_jupyter as esap\n\n{variable} = {load}.to_table()\n"
    request = provenance.request or _old_request(provenance)
    if request.adql or (provenance.request is None and provenance.target is None):
        return _adql_code(provenance, request, variable)
    return _search_code(provenance, request, variable, collections)


def _old_request(provenance: Provenance) -> SearchRequest:
    """Return what earlier versions asked for, which kept no request."""
    if provenance.target is None or provenance.radius is None:
        return SearchRequest(archives=[provenance.archive], adql=provenance.query)
    target, radius = provenance.target.text, provenance.radius
    return SearchRequest(archives=[provenance.archive], target=target, radius=radius)


def _adql_code(provenance: Provenance, request: SearchRequest, variable: str) -> str:
    arguments = [repr(provenance.archive), _text(request.adql or provenance.query)]
    if provenance.maxrec is not None:
        arguments.append(f"maxrec={provenance.maxrec!r}")
    if request.mode != "auto":
        arguments.append(f"mode={request.mode!r}")
    if request.uploads:
        loads = [f"{name!r}: esap.load({key!r})" for name, key in request.uploads.items()]
        arguments.append(f"uploads={{{', '.join(loads)}}}")
    call = f"esap.adql({', '.join(arguments)})"
    return f"import esap_jupyter as esap\n\n{variable} = {call}.to_table()\n"


def _search_code(
    provenance: Provenance,
    request: SearchRequest,
    variable: str,
    collections: Mapping[str, str] | None,
) -> str:
    everything = provenance.archive not in request.archives
    wanted = {**request.collections, **(collections or {})}
    arguments = [
        *_place(request),
        f"archives={list(request.archives)!r}",
        *(f"{name}={value!r}" for name, value in _restrictions(request)),
    ]
    if wanted:
        arguments.append(f"collections={wanted!r}")
    maxrec = request.maxrec if everything else provenance.maxrec
    if maxrec is not None:
        arguments.append(f"maxrec={maxrec!r}")
    found = "found" if variable != "found" else "answers"
    distinct = "distinct=True" if provenance.protocol.endswith("once") else ""
    part = f".merged({distinct})" if everything else f"[{provenance.archive!r}]"
    return (
        "import esap_jupyter as esap\n\n"
        f"{found} = esap.search({_joined(arguments)})\n"
        f"{variable} = {found}{part}.to_table()\n"
    )


def _place(request: SearchRequest) -> Iterator[str]:
    if request.targets or not (request.polygon or (request.parameters and not request.target)):
        yield repr(list(request.targets) or request.target)
        yield f"radius={request.radius!r}"
    if request.polygon:
        pairs = zip(request.polygon[::2], request.polygon[1::2], strict=True)
        yield f"polygon={list(pairs)!r}"


def _restrictions(request: SearchRequest) -> Iterator[tuple[str, object]]:
    for name, ends in (("time", request.time), ("band", request.band)):
        if ends is not None:
            yield name, (ends.low, ends.high)
    if request.product:
        yield "product", request.product
    if request.parameters:
        yield "parameters", request.parameters
    if request.mode != "auto":
        yield "mode", request.mode


def _joined(arguments: Sequence[str]) -> str:
    """Write arguments in one line, or one a line where that would be long."""
    line = ", ".join(arguments)
    if len(line) <= _LINE:
        return line
    return "\n" + "".join(f"    {argument},\n" for argument in arguments)


def _text(text: str) -> str:
    """Quote a text, one literal a line where it has several."""
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:  # noqa: PLR2004 - a single line needs no brackets
        return repr(text)
    quoted = "".join(f"    {line!r}\n" for line in lines)
    return f"(\n{quoted})"


def load_code(language: str, filename: str, variable: str) -> str:
    """Source text that reads a saved file in a kernel without this package.

    Parameters
    ----------
    language
        ``python`` (reads a VOTable with astropy, or a CSV file), ``R`` or ``julia`` (CSV).
    filename
        The file, as the kernel sees it.
    variable
        The name to bind.

    Raises
    ------
    BadRequestError
        The variable is not a name in that language.
    NotAvailableError
        The language is none of these.
    """
    write = _LANGUAGES.get(language.lower())
    if write is None:
        raise NotAvailableError(
            f"There is no code for kernels of language {language!r}.",
            remedy="Save the result as CSV and read it with the language's own means.",
        )
    return write(filename, variable)


def _python(filename: str, variable: str) -> str:
    variable = check_variable(variable)
    form = "ascii.csv" if filename.lower().endswith(".csv") else "votable"
    return (
        "from astropy.table import Table\n\n"
        f"{variable} = Table.read({filename!r}, format={form!r})\n"
    )


def _r(filename: str, variable: str) -> str:
    _check_foreign(variable, _R_WORDS, "R")
    return f'{variable} <- read.csv({_quoted(filename)}, check.names = FALSE, na.strings = "")\n'


def _julia(filename: str, variable: str) -> str:
    _check_foreign(variable, _JULIA_WORDS, "Julia")
    quoted = _quoted(filename).replace("$", "\\$")
    return f"using CSV, DataFrames\n\n{variable} = CSV.read({quoted}, DataFrame)\n"


def _check_foreign(variable: str, words: re.Pattern[str], language: str) -> None:
    plain = variable.isascii() and variable.isidentifier() and not variable.startswith("_")
    if not plain or words.fullmatch(variable):
        raise BadRequestError(
            f"{variable!r} is not a variable name in {language}.",
            remedy="Use letters, digits and underscores, and start with a letter.",
        )


def _quoted(text: str) -> str:
    """Quote with double quotes; R and Julia share JSON's escapes, also beyond ASCII.

    Characters beyond the basic plane are written out, as both languages read surrogates apart.
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_LANGUAGES: dict[str, Callable[[str, str], str]] = {"python": _python, "r": _r, "julia": _julia}
