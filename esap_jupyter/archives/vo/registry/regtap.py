"""Writes questions to a registry of services (IVOA RegTAP 1.1); all that a person typed is quoted.

Services that only publish a table inside a larger one (``#aux``) are left out.
"""

import re
import shlex
from collections.abc import Iterator, Sequence

import msgspec

from ....errors import BadRequestError
from ..tap.adql import number, text

__all__ = ["FIELDS", "MODELS", "SERVICES", "WAVEBANDS", "RegistryQuestion", "kind_of", "words_of"]

SERVICES = {
    "tap": "ivo://ivoa.net/std/tap",
    "sia2": "ivo://ivoa.net/std/sia#query-2.%",
    "sia": "ivo://ivoa.net/std/sia",
    "ssa": "ivo://ivoa.net/std/ssa",
    "scs": "ivo://ivoa.net/std/conesearch",
}
"""The standard identifiers of the protocols that can be asked, as patterns."""
_KINDS = {"sia": "sia1"}
FIELDS = ("title", "short_name", "subject", "id", "creator", "description")
"""Where keywords may be looked for."""
USUAL_FIELDS = FIELDS[:-1]
"""Without the descriptions, which mention all and everything."""
WAVEBANDS = (
    *("radio", "millimeter", "infrared", "optical", "uv", "euv", "x-ray", "gamma-ray"),
    *("neutrino", "cosmic-ray"),
)
"""The IVOA's vocabulary of messengers, as registries have it."""
MODELS = ("obscore", "epntap")
_WORDS = 10
_LONGEST = 100
_SMALLEST = 1e-3
_COLUMNS = (
    *("r.ivoid", "r.res_type", "r.short_name", "r.res_title", "r.res_description"),
    *("r.reference_url", "r.waveband", "r.content_type", "p.role_name AS publisher"),
    *("c.standard_id", "i.intf_type", "i.access_url"),
)
_RESOURCES = (
    "rr.resource AS r JOIN rr.capability AS c ON c.ivoid = r.ivoid "
    "JOIN rr.interface AS i ON i.ivoid = c.ivoid AND i.cap_index = c.cap_index "
    "LEFT OUTER JOIN rr.res_role AS p ON p.ivoid = r.ivoid AND p.base_role = 'publisher'"
)
_OBSCORE = "ivo://ivoa.net/std/obscore%"
_EPN = ("ivo://vopdc.obspm/std/epncore#schema-2.%", "ivo://ivoa.net/std/epntap#table-2.%")


class RegistryQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which services are looked for; what is empty does not restrict.

    ``fields`` are of `FIELDS`, ``service`` of `SERVICES`, ``waveband`` of `WAVEBANDS`, ``model``
    of `MODELS`; ``ivoid`` is a resource's identifier; ``columns`` is looked for in names, UCDs and
    descriptions of columns. ``place`` is a circle (ra, dec, radius; ICRS, degrees): services
    that say that they have nothing there are left out, those that say nothing are not.
    """

    keywords: str = ""
    any_word: bool = False
    fields: tuple[str, ...] = USUAL_FIELDS
    service: str = ""
    waveband: str = ""
    model: str = ""
    columns: str = ""
    ivoid: str = ""
    place: tuple[float, float, float] | None = None

    def adql(self) -> str:
        """Write the query: a row for each interface of each capability.

        Raises
        ------
        BadRequestError
            A value is none of those that there are.
        """
        conditions = [self._services(), *self._restrictions()]
        return (
            f"SELECT {', '.join(_COLUMNS)} FROM {_RESOURCES} "  # noqa: S608
            f"WHERE {' AND '.join(conditions)}"
        )

    def _services(self) -> str:
        if self.service:
            _check("service", self.service, tuple(SERVICES))
        wanted = [SERVICES[self.service]] if self.service else list(SERVICES.values())
        return _or([f"c.standard_id LIKE {text(pattern)}" for pattern in wanted])

    def _restrictions(self) -> Iterator[str]:
        yield from self._words()
        if self.waveband:
            _check("waveband", self.waveband, WAVEBANDS)
            yield f"r.waveband LIKE {text(f'%{self.waveband}%')}"
        if self.model:
            _check("data model", self.model, MODELS)
            yield _model(self.model)
        if self.ivoid:
            # RegTAP 1.1, section 4: identifiers are in lower case there.
            yield f"r.ivoid = {text(self.ivoid.strip().lower())}"
        if self.columns.strip():
            yield _columns(self.columns)
        if self.place is not None:
            yield _covering(*self.place)

    def _words(self) -> Iterator[str]:
        for field in self.fields:
            _check("field", field, FIELDS)
        found = [_or([_has(field, word) for field in self.fields]) for word in words_of(self)]
        if found:
            yield _or(found) if self.any_word else " AND ".join(found)


def words_of(question: RegistryQuestion) -> list[str]:
    """Return the keywords; what stands between double quotes is one.

    Raises
    ------
    BadRequestError
        There are too many, or one is too long.
    """
    lexer = shlex.shlex(question.keywords, posix=True)
    lexer.whitespace_split = True
    lexer.commenters, lexer.quotes, lexer.escape = "", '"', ""
    try:
        words = list(lexer)
    except ValueError:
        words = question.keywords.replace('"', " ").split()
    words = [" ".join(word.split()) for word in words if re.search(r"\w", word)]
    if len(words) > _WORDS or any(len(word) > _LONGEST for word in words):
        raise BadRequestError(
            f"At most {_WORDS} keywords of at most {_LONGEST} letters can be looked for.",
            remedy="Give fewer or shorter ones.",
        )
    if not question.fields and words:
        raise BadRequestError(
            "There is nothing to look for keywords in.", remedy="Choose at least one field."
        )
    return words


def kind_of(standard_id: str) -> str | None:
    """Return the kind of connector that asks a service of this standard."""
    given = standard_id.lower()
    for name, pattern in SERVICES.items():
        if given == pattern or (pattern.endswith("%") and given.startswith(pattern[:-1])):
            return _KINDS.get(name, name)
    return None


def declared(ivoids: Sequence[str]) -> str:
    """Write the query for which of these resources declare where on the sky they have something."""
    listed = ", ".join(text(one) for one in ivoids)
    return f"SELECT DISTINCT ivoid FROM rr.stc_spatial WHERE ivoid IN ({listed})"  # noqa: S608


def covering(ivoids: Sequence[str], place: tuple[float, float, float]) -> str:
    """Write the query for which of these resources declare to have something in a circle."""
    return f"{declared(ivoids)} AND {_circle(*place)}"


def _has(field: str, word: str) -> str:
    pattern = text(f"%{_literal(word)}%")
    if field == "subject":
        return _within("rr.res_subject", _matches("res_subject", pattern))
    if field == "creator":
        named = _matches("role_name", pattern)
        return _within("rr.res_role", f"base_role = 'creator' AND {named}")
    column = {
        "title": "r.res_title",
        "short_name": "r.short_name",
        "id": "r.ivoid",
        "description": "r.res_description",
    }[field]
    return _matches(column, pattern)


def _matches(column: str, pattern: str) -> str:
    # RegTAP 1.1, section 7, has services define it; ILIKE is optional in ADQL 2.1.
    return f"1=ivo_nocasematch({column}, {pattern})"


def _literal(word: str) -> str:
    # ADQL has no way to write these for themselves that all services know.
    return re.sub(r"[%_\\]", "_", word)


def _model(model: str) -> str:
    if model == "epntap":
        return _within("rr.res_table", _or([f"table_utype LIKE {text(one)}" for one in _EPN]))
    return _within(
        "rr.res_detail",
        "detail_xpath = '/capability/dataModel/@ivo-id' "
        f"AND {_matches('detail_value', text(_OBSCORE))}",
    )


def _columns(wanted: str) -> str:
    if len(wanted) > _LONGEST:
        raise BadRequestError("That name of a column is too long.", remedy="Give a shorter one.")
    pattern = text(f"%{_literal(wanted.strip())}%")
    names = ("name", "ucd", "column_description")
    return _within("rr.table_column", _or([_matches(name, pattern) for name in names]))


def _covering(ra: float, dec: float, radius: float) -> str:
    there = _within("rr.stc_spatial", _circle(ra, dec, radius))
    return _or([there, "r.ivoid NOT IN (SELECT ivoid FROM rr.stc_spatial)"])


def _circle(ra: float, dec: float, radius: float) -> str:
    numbers = ", ".join(number(angle) for angle in (ra, dec, max(radius, _SMALLEST)))
    return f"1=INTERSECTS(CIRCLE('ICRS', {numbers}), coverage)"


def _within(table: str, condition: str) -> str:
    return f"r.ivoid IN (SELECT ivoid FROM {table} WHERE {condition})"  # noqa: S608


def _or(conditions: Sequence[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"({' OR '.join(conditions)})"


def _check(what: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise BadRequestError(
            f"There is no {what} {value[:40]!r}.", remedy=f"There are: {', '.join(known)}."
        )
