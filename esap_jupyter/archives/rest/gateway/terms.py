"""What a dataset of an ESAP gateway can be asked, and the form of it.

The gateway writes queries by joining text, so that whatever is sent must be known to be harmless
before: names are those of its own form, numbers are numbers, and apostrophes are doubled where
the gateway makes ADQL of them.
"""

from collections.abc import Mapping
from types import UnionType
from typing import Any

from ....errors import BadRequestError

__all__ = ["clean_form", "form_names", "read_parameters"]

_OURS = frozenset({"catalog", "ra", "dec", "fov", "units", "fov_units", "ref_system"})
_NEVER = frozenset(
    {
        *(
            "dataset_uri",
            "archive_uri",
            "access_url",
            "url",
            "adql_query",
            "tap_schema",
            "resource",
        ),
        *("page", "page_size", "pagination", "panoptes_user", "panoptes_password"),
    }
)
"""Terms that choose what is run or where, or carry a password in an address."""

_ALL = "all"
_KEPT: Mapping[str, type | UnionType] = {
    "type": str,
    "title": str,
    "description": str,
    "minimum": int | float,
    "maximum": int | float,
}
_TYPES = {"string", "number", "integer", "boolean"}
_LONGEST = 500


def form_names(archive: str) -> tuple[str, ...]:
    """Return the names under which a gateway may keep the form of an archive."""
    return (archive, f"esap_{archive}") if archive else ()


def clean_form(configuration: Mapping[str, Any] | None, title: str) -> dict[str, Any]:
    """Make a form of a gateway's ``query_schema``.

    Positions are left out, as targets say them, and so are hidden fields. Nothing is restricted
    that the person did not choose, so there are no defaults.

    Parameters
    ----------
    configuration
        What the gateway's page is made from, if it has one.
    title
        What to call the form.
    """
    known = configuration or {}
    schema, hints = _dict(known.get("query_schema")), _dict(known.get("ui_schema"))
    properties = {
        str(name): _property(each)
        for name, each in _dict(schema.get("properties")).items()
        if isinstance(each, dict)
        and name not in _OURS | _NEVER
        and _dict(hints.get(name)).get("ui:widget") != "hidden"
        and str(each.get("type")) in _TYPES
    }
    return {"type": "object", "title": title, "properties": properties}


def read_parameters(
    parameters: Mapping[str, Any], form: Mapping[str, Any], *, who: str, adql: bool
) -> dict[str, str]:
    """Check what was filled in, and write it as the gateway wants it.

    Parameters
    ----------
    parameters
        What was filled in; ``all`` and what is empty restrict nothing.
    form
        The form that it was filled into.
    who
        What to call the gateway.
    adql
        Whether the gateway makes ADQL of it.

    Raises
    ------
    BadRequestError
        The form has no such field, or the value is not of it.
    """
    fields = form["properties"]
    found = {}
    for name, value in parameters.items():
        if name not in fields:
            raise BadRequestError(
                f"{who} has no term {name!r} here.",
                remedy=f"There are: {', '.join(fields) or 'none'}.",
            )
        text = _text(name, value, fields[name], who)
        if text not in ("", _ALL):
            found[name] = text.replace("'", "''") if adql else text
    return found


def _property(each: Mapping[str, Any]) -> dict[str, Any]:
    clean = {key: each[key] for key, kind in _KEPT.items() if isinstance(each.get(key), kind)}
    values, names = each.get("enum"), each.get("enumNames")
    if isinstance(values, list) and values:
        titles = names if isinstance(names, list) and len(names) == len(values) else values
        clean["oneOf"] = [
            {"const": value, "title": str(title)}
            for value, title in zip(values, titles, strict=True)
        ]
    return clean


def _text(name: str, value: Any, field: Mapping[str, Any], who: str) -> str:
    if value is None:
        return ""
    choices = [each["const"] for each in field.get("oneOf", ())]
    if choices and value not in choices:
        raise BadRequestError(
            f"{value!r} is none of the values of {name} that {who} offers.",
            remedy=f"There are: {', '.join(map(str, choices))}.",
        )
    if field["type"] in ("number", "integer"):
        return _number(name, value)
    if field["type"] == "boolean":
        return str(bool(value)).lower()
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
        raise BadRequestError(
            f"{name} of {who} wants a line of text.",
            remedy=f"Write at most {_LONGEST} characters, without control characters.",
        )
    return value.strip()


def _number(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124
        raise BadRequestError(f"{name} wants a number, not {value!r}.", remedy="Correct it.")
    return repr(value)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
