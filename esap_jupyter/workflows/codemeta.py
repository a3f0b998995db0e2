"""Reads ``codemeta.json``, the description that the OSSR wants of each record.

Versions 2 (``https://doi.org/10.5063/schema/codemeta-2.0``) and 3 (``https://w3id.org/codemeta/3.0``)
differ in names only of what is not read here. Both come with single values where lists are
allowed, with lists where a text is meant, and with addresses as objects.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from ..models.workflows import Person, Workflow
from .texts import line_of, plain

__all__ = ["Codemeta", "completed", "orcid_of", "read_codemeta"]

_ORCID = re.compile(r"\b(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\b")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+)")
_REQUIRED = ("name", "description", "author", "license", "softwareVersion", "version")
_MOST = 200


class Codemeta(msgspec.Struct, frozen=True, kw_only=True):
    """What is used of a ``codemeta.json``; ``problems`` say what is wrong with it."""

    title: str = ""
    description: str = ""
    authors: list[Person] = []
    keywords: list[str] = []
    license: str = ""
    version: str = ""
    published: str = ""
    code_repository: str = ""
    identifier: str = ""
    runtime: list[str] = []
    requirements: list[str] = []
    problems: list[str] = []


def read_codemeta(body: bytes, *, name: str = "codemeta.json") -> Codemeta:
    """Read a document of either version; what is broken comes back as a problem.

    Parameters
    ----------
    body
        The file.
    name
        What to call it in problems.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return Codemeta(problems=[f"{name} is not JSON, so nothing of it is shown."])
    if not isinstance(document, dict):
        return Codemeta(problems=[f"{name} holds no description."])
    return Codemeta(
        title=line_of(document.get("name")),
        description=plain(_text(document.get("description"))),
        authors=[person for each in _each(document.get("author")) if (person := _person(each))],
        keywords=_words(document.get("keywords")),
        license=_license(document.get("license")),
        version=line_of(document.get("softwareVersion") or document.get("version")),
        published=line_of(document.get("datePublished") or document.get("dateModified")),
        code_repository=_repository(document.get("codeRepository")),
        identifier=_doi(document.get("identifier")),
        runtime=_words(document.get("runtimePlatform")),
        requirements=_words(document.get("softwareRequirements")),
        problems=_problems(document, name),
    )


def completed(workflow: Workflow, meta: Codemeta) -> Workflow:
    """Return a workflow with what its record did not say and its ``codemeta.json`` does.

    Parameters
    ----------
    workflow
        As the repository describes it, which is what curators have seen.
    meta
        What its authors say.
    """
    known = {each.casefold() for each in workflow.keywords}
    return msgspec.structs.replace(
        workflow,
        title=workflow.title or meta.title,
        description=workflow.description or meta.description,
        authors=workflow.authors or meta.authors,
        keywords=[
            *workflow.keywords,
            *(each for each in meta.keywords if each.casefold() not in known),
        ],
        license=workflow.license or meta.license,
        version=workflow.version or meta.version,
        code_repository=workflow.code_repository or meta.code_repository,
        runtime=list(dict.fromkeys([*workflow.runtime, *meta.runtime])),
        requirements=list(
            dict.fromkeys([*workflow.requirements, *filter(None, meta.requirements)])
        ),
        problems=list(dict.fromkeys([*workflow.problems, *meta.problems])),
    )


def orcid_of(value: object) -> str:
    """Find an ORCID in an identifier or an address; empty where there is none."""
    found = _ORCID.search(value) if isinstance(value, str) else None
    return found[1] if found else ""


def _problems(document: dict[str, Any], name: str) -> list[str]:
    missing = [key for key in _REQUIRED[:4] if not document.get(key)]
    if not any(document.get(key) for key in _REQUIRED[4:]):
        missing.append(_REQUIRED[4])
    return [f"{name} has no {', '.join(missing)}."] if missing else []


def _each(value: object) -> Iterator[Any]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    yield from values[:_MOST]


def _text(value: object) -> str:
    return "\n".join(each for each in _each(value) if isinstance(each, str))


def _words(value: object) -> list[str]:
    """Read a list, or a text with commas between."""
    parts = (
        part
        for each in _each(value)
        for part in (each.split(",") if isinstance(each, str) else [_reference(each)])
    )
    return list(dict.fromkeys(filter(None, map(line_of, parts))))


def _reference(value: object) -> str:
    if isinstance(value, dict):
        named = next(
            (value[key] for key in ("name", "identifier", "@id", "url") if key in value), ""
        )
        return line_of(named)
    return line_of(value)


def _person(value: object) -> Person | None:
    if isinstance(value, str):
        return Person(name=line_of(value)) if value.strip() else None
    if not isinstance(value, dict):
        return None
    parts = [line_of(value.get("givenName")), line_of(value.get("familyName"))]
    name = " ".join(filter(None, parts)) or line_of(value.get("name"))
    orcid = orcid_of(value.get("@id")) or orcid_of(value.get("identifier"))
    affiliations = [_reference(each) for each in _each(value.get("affiliation"))]
    if not name:
        return None
    return Person(name=name, orcid=orcid, affiliation="; ".join(filter(None, affiliations)))


def _license(value: object) -> str:
    told = ", ".join(filter(None, (_reference(each) for each in _each(value))))
    return re.sub(r"https?://spdx\.org/licenses/([\w.+-]+?)(\.html|\.json)?(?=,|$)", r"\1", told)


def _repository(value: object) -> str:
    address = next((_reference(each) for each in _each(value)), "").removeprefix("git+")
    return address if address.startswith(("https://", "http://")) else ""


def _doi(value: object) -> str:
    for each in _each(value):
        found = _DOI.search(_reference(each) if not isinstance(each, dict) else str(each))
        if found:
            return found[1].rstrip("'},")
    return ""
