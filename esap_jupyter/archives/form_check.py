"""Refuses forms of connectors that a front end could not draw."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from ..errors import BadAnswerError
from .base import Connector
from .connector_errors import connector_of

__all__ = ["checked_form", "defaults_of", "form_of"]

_TYPES = frozenset({"string", "number", "integer", "boolean", "array", "object"})
_LARGEST = 1 << 20
_DEEPEST = 4


def form_of(connector: Connector, collection: str | None) -> dict[str, Any] | None:
    """Return the JSON Schema of an archive's own terms, checked; see `checked_form`.

    Parameters
    ----------
    connector
        Who describes it.
    collection
        Of which collection; None is the archive's own.

    Raises
    ------
    BadAnswerError
        It is no form that can be drawn.
    ConnectorError
        The connector failed at it.
    """
    who = connector.entry.name
    with connector_of(who):
        form = connector.form(collection)
    return checked_form(form, who=who)


def checked_form(form: dict[str, Any] | None, *, who: str) -> dict[str, Any] | None:
    """Return the JSON Schema of an archive's own terms, checked.

    It is an object of named properties, each of one plain type, nested a few levels at most,
    without references, with patterns that can be compiled, and no larger than a megabyte.

    Raises
    ------
    BadAnswerError
        It is something else.
    """
    if form is None:
        return None
    try:
        size = len(msgspec.json.encode(form))
    except (TypeError, ValueError, RecursionError) as error:
        raise _refused(who, f"it cannot be sent ({error})") from error
    if size > _LARGEST:
        raise _refused(who, "it is larger than a megabyte")
    if not isinstance(form, Mapping) or form.get("type") != "object":
        raise _refused(who, "it is not an object of properties")
    _check(form, who, 0)
    return form


def defaults_of(form: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a form begins with, by the name of the term."""
    properties = (form or {}).get("properties", {})
    return {name: each["default"] for name, each in properties.items() if "default" in each}


def _check(schema: Any, who: str, depth: int) -> None:
    if not isinstance(schema, Mapping):
        raise _refused(who, "a property is no schema")
    if "$ref" in schema or depth > _DEEPEST:
        raise _refused(who, "it refers to other schemas, or is nested too deeply")
    kind = str(schema.get("type"))
    if kind not in _TYPES:
        raise _refused(who, f"a property has the type {kind[:40]!r}")
    choices = (schema.get("enum", []), schema.get("oneOf", []))
    if not all(isinstance(each, list) for each in choices):
        raise _refused(who, "the choices of a property are no list")
    _check_pattern(schema.get("pattern"), who)
    properties = schema.get("properties", {})
    if not isinstance(properties, Mapping):
        raise _refused(who, "its properties have no names")
    for each in properties.values():
        _check(each, who, depth + 1)
    if schema["type"] == "array" and "items" in schema:
        _check(schema["items"], who, depth + 1)


def _check_pattern(pattern: Any, who: str) -> None:
    try:
        re.compile(pattern or "")
    except (TypeError, re.error) as error:
        raise _refused(who, "a pattern is no regular expression") from error


def _refused(who: str, why: str) -> BadAnswerError:
    return BadAnswerError(
        f"The form of {who} cannot be shown: {why}.",
        remedy="Tell whoever made its connector; it can still be searched without the form.",
    )
