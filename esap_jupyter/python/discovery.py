"""What ``import esap_jupyter as esap`` offers for finding services and looking ahead."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from ..archives.vo.registry.regtap import FIELDS, USUAL_FIELDS, RegistryQuestion
from ..errors import BadRequestError
from ..models.discovery import Coverage, Presence, RegistryHit
from .angles import degrees
from .places import targets

if TYPE_CHECKING:
    from astropy.units import Quantity

__all__ = ["CoverageList", "ServiceList", "coverage", "services"]

_WORDS: Mapping[Presence, str] = {
    "data": "yes",
    "none": "none",
    "undeclared": "not declared",
    "silent": "does not answer",
    "failed": "could not count",
}


_NONE = "no services"


class ServiceList(list[RegistryHit]):
    """What a registry found, the closest first; shows itself as a table.

    Attributes
    ----------
    truncated
        Whether there is more.
    notes
        What is to be known of it.
    """

    truncated = False
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        lines = [f"{one.ivoid:<40} {_kinds(one):<16} {one.title}" for one in self]
        return "\n".join(lines) or _NONE

    def _repr_html_(self) -> str:
        if not self:
            return f"<p>{_NONE}</p>"
        rows = [(one.title, _kinds(one), ", ".join(one.wavebands), one.ivoid) for one in self]
        return _table(("Title", "Types", "Wavebands", "Identifier"), rows)


class CoverageList(list[Coverage]):
    """What archives have at a place; shows itself as a table."""

    def __repr__(self) -> str:
        return "\n".join(f"{one.archive:<16} {_presence(one)}" for one in self)

    def _repr_html_(self) -> str:
        rows = [(one.archive, _presence(one), one.source) for one in self]
        return _table(("Archive", "Data here", "Told by"), rows)


def services(
    keywords: str = "",
    *,
    service: str = "",
    waveband: str = "",
    model: str = "",
    columns: str = "",
    target: Any = None,
    radius: "float | Quantity" = 0.5,
    any_word: bool = False,
    descriptions: bool = False,
) -> ServiceList:
    """Find services in the registry of the Virtual Observatory, the closest first.

    Add one to your archives with `add_archive`.

    Parameters
    ----------
    keywords
        Words in title, short name, subject, identifier and creator; all of them, or with
        ``any_word`` any. What stands between double quotes is one.
    service
        ``tap``, ``sia2``, ``sia``, ``ssa`` or ``scs``.
    waveband
        Such as ``radio``.
    model
        ``obscore`` or ``epntap``.
    columns
        Part of a column's name, UCD or description.
    target
        Where they are to have data; those that say that they have none are left out.
    radius
        In degrees, or an angle with its unit.
    any_word
        See ``keywords``.
    descriptions
        Look for keywords in descriptions too.

    Raises
    ------
    BadRequestError
        Something in it makes no sense.
    EsapError
        No registry answers.
    """
    from .. import api

    question = RegistryQuestion(
        keywords=keywords,
        any_word=any_word,
        fields=FIELDS if descriptions else USUAL_FIELDS,
        service=service,
        waveband=waveband,
        model=model,
        columns=columns,
    )
    place = "" if target is None else _one(target)
    if question == RegistryQuestion(fields=question.fields) and not place:
        raise BadRequestError("There is nothing to look for.", remedy="Give keywords or a target.")
    answer = api.platform().discovery.find(question, target=place, radius=degrees(radius))
    found = ServiceList(answer.hits)
    found.truncated, found.notes = answer.truncated, tuple(answer.notes)
    return found


def coverage(
    target: Any,
    radius: "float | Quantity" = 0.5,
    archives: Iterable[str] | str | None = None,
    collections: Mapping[str, str] | None = None,
) -> CoverageList:
    """Say which archives have data around a target, without searching them.

    They are asked for a cheap count, for some seconds, where earlier results do not tell.

    Parameters
    ----------
    target
        A name or coordinates, or an astropy ``SkyCoord``.
    radius
        In degrees, or an angle with its unit.
    archives
        Ids of archives; by default all that can be asked.
    collections
        Which collection is looked at, by archive, where it is not the archive's own.

    Raises
    ------
    TargetNotFoundError
        Nobody knows the target.
    """
    from .. import api

    esap = api.platform()
    if isinstance(archives, str):
        wanted = [archives]
    elif archives is not None:
        wanted = list(archives)
    else:
        wanted = [one.id for one in esap.archives() if one.state != "unavailable"]
    told = esap.discovery.look_ahead(_one(target), degrees(radius), wanted, collections=collections)
    return CoverageList(told)


def _one(target: Any) -> str:
    text, _ = targets(target)
    if not text:
        raise BadRequestError(
            "That is not one target.", remedy="Give a name, coordinates as text, or one SkyCoord."
        )
    return text


def _kinds(hit: RegistryHit) -> str:
    return ", ".join(dict.fromkeys(service.kind for service in hit.services))


def _presence(one: Coverage) -> str:
    if one.rows is not None:
        about = "about " if one.approximate else ""
        return f"{about}{one.rows} rows" if one.rows else "none"
    words = _WORDS[one.presence]
    if one.error is not None:
        return f"{words}: {one.error.message}"
    return f"{words}, not counted" if one.presence == "data" else words


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
