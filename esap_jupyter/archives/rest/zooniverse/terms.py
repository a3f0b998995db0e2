"""What the Zooniverse can be asked: collections, the form of each, and what was filled in."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ....errors import BadRequestError
from ....models import Column

__all__ = ["COLLECTIONS", "EXPORTS", "Terms", "export_path", "form", "read_terms"]

COLLECTIONS: Mapping[str, tuple[str, str]] = {
    "projects": ("Projects", "Public projects; no login is needed."),
    "workflows": ("Workflows", "The workflows of a project; no login is needed."),
    "classifications_export": (
        "Classifications",
        "What volunteers said, of a project or one of its workflows.",
    ),
    "subjects_export": ("Subjects", "What volunteers are shown in a project."),
    "workflows_export": ("Workflow definitions", "All versions of a project's workflows."),
    "workflow_contents_export": ("Workflow texts", "All texts of a project's workflows."),
    "aggregations_export": ("Aggregations", "What Panoptes made of a project's classifications."),
}
"""Title and description by id."""

EXPORTS = frozenset(each for each in COLLECTIONS if each.endswith("_export"))
_ID = re.compile(r"[0-9]{1,18}")
_NAME = re.compile(r"[^\s/?#%\x00-\x1f]{1,200}(/[^\s/?#%\x00-\x1f]{1,200})?")
_DEFAULT = "projects"

_TEXTS: Mapping[str, tuple[str, str]] = {
    "search": ("Words", "Words in the name of a project"),
    "owner": ("Owner", "The login of the project's owner"),
    "slug": ("Slug", "The end of the project's address, owner/name"),
    "project": ("Project id", "A number"),
    "workflow": ("Workflow id", "A number"),
}
_SWITCHES: Mapping[str, tuple[str, str]] = {
    "make": (
        "Have it made anew",
        "Unless there is one of the last 24 hours; making it takes up to 24 hours",
    ),
    "personal": (
        "Include personal data",
        "Names, numbers and hashed addresses of volunteers; treat them as the law wants it",
    ),
}
_FIELDS = "fields"


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was filled in; ``fields`` are the columns that are wanted, all where it is empty."""

    search: str = ""
    owner: str = ""
    slug: str = ""
    project: str = ""
    workflow: str = ""
    make: bool = False
    personal: bool = False
    fields: tuple[str, ...] = ()


def form(collection: str | None, columns: Sequence[Column]) -> dict[str, Any]:
    """Describe the terms of a collection as JSON Schema."""
    named = collection or _DEFAULT
    properties: dict[str, Any] = {
        key: {"type": "string", "title": _TEXTS[key][0], "description": _TEXTS[key][1]}
        for key in _texts_of(named)
    }
    for key in _switches_of(named):
        title, description = _SWITCHES[key]
        properties[key] = {
            "type": "boolean",
            "title": title,
            "description": description,
            "default": False,
        }
    if columns:
        properties[_FIELDS] = {
            "type": "array",
            "title": "Columns",
            "description": "All of them where none is chosen",
            "uniqueItems": True,
            "items": {"type": "string", "enum": [each.name for each in columns]},
        }
    title, description = COLLECTIONS.get(named, (named, ""))
    return {
        "type": "object",
        "title": title,
        "description": description,
        "properties": properties,
    }


def read_terms(parameters: Mapping[str, Any], collection: str, *, who: str) -> Terms:
    """Check what was filled in.

    Raises
    ------
    BadRequestError
        There is no such term, or its value makes no sense.
    """
    allowed = {*_texts_of(collection), *_switches_of(collection), _FIELDS}
    for key in parameters.keys() - allowed:
        raise BadRequestError(
            f"{who} has no term {key!r} for {COLLECTIONS[collection][0].lower()}.",
            remedy=f"There are: {', '.join(sorted(allowed))}.",
        )
    given = {
        key: str(value) if key in ("project", "workflow") and _is_whole(value) else value
        for key, value in parameters.items()
        if value is not None
    }
    try:
        terms = msgspec.convert(given, Terms)
    except msgspec.ValidationError as error:
        raise BadRequestError(
            f"A term of {who} is wrong: {error}.", remedy="Correct it."
        ) from error
    terms = _stripped(terms)
    for key in ("project", "workflow"):
        if (value := getattr(terms, key)) and not _ID.fullmatch(value):
            raise BadRequestError(
                f"{value!r} is not the id of a {key}, which is a number.",
                remedy="Look it up among the projects or workflows.",
            )
    for key in ("owner", "slug"):
        if (value := getattr(terms, key)) and not _NAME.fullmatch(value):
            raise BadRequestError(
                f"{value!r} is no {key} of the Zooniverse.", remedy="Copy it from its address."
            )
    return terms


def export_path(collection: str, terms: Terms) -> str:
    """Return the path of an export below the API.

    Raises
    ------
    BadRequestError
        It is not said of which project or workflow.
    """
    if terms.workflow and collection == "classifications_export":
        return f"workflows/{terms.workflow}/{collection}"
    if not terms.project:
        raise BadRequestError(
            f"{COLLECTIONS[collection][0]} are exported for one project.",
            remedy="Give its project id, which stands among the projects.",
        )
    return f"projects/{terms.project}/{collection}"


def _texts_of(collection: str) -> tuple[str, ...]:
    if collection == "projects":
        return ("search", "owner", "slug", "project")
    if collection in ("workflows", "classifications_export"):
        return ("project", "workflow")
    return ("project",)


def _switches_of(collection: str) -> tuple[str, ...]:
    if collection == "classifications_export":
        return ("make", "personal")
    return ("make",) if collection in EXPORTS else ()


def _stripped(terms: Terms) -> Terms:
    changes = {key: getattr(terms, key).strip() for key in _TEXTS}
    return msgspec.structs.replace(terms, **changes)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
