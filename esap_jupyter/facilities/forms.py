"""What can be chosen for a launch: read from the catalogue, described, and checked again."""

from collections.abc import Mapping
from typing import Any, Self

import msgspec

from ..catalogue.facilities import FacilityEntry
from ..errors import BadRequestError, NotAvailableError

__all__ = ["Options", "form_of", "values_of"]

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
}


class Options(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[facilities.<id>.options]`` of each kind.

    Attributes
    ----------
    form
        What else can be chosen, by name: JSON Schema of a ``string``, ``number``, ``integer`` or
        ``boolean``, with ``enum``, ``title``, ``description`` and ``default``.
    """

    form: dict[str, dict[str, Any]] = {}

    @classmethod
    def read(cls, entry: FacilityEntry) -> Self:
        """Read those of a facility.

        Raises
        ------
        NotAvailableError
            They make no sense.
        """
        try:
            found = msgspec.convert(entry.options, cls)
            _check(found.form)
        except ValueError as error:
            raise NotAvailableError(
                f"The options of {entry.name} make no sense: {error}.",
                remedy=f"Correct [facilities.{entry.id}.options].",
            ) from error
        return found


def _check(form: Mapping[str, Mapping[str, Any]]) -> None:
    for name, field in form.items():
        if field.get("type") not in _TYPES:
            raise ValueError(f"form.{name} has no type of {', '.join(_TYPES)}")


def form_of(options: Options, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of what can be chosen: the kind's own, then the catalogue's."""
    return {"type": "object", "properties": {**own, **options.form}}


def values_of(given: Mapping[str, Any], form: Mapping[str, Any], who: str) -> dict[str, Any]:
    """Return what somebody chose, with the defaults of what was not.

    Raises
    ------
    BadRequestError
        It is not what the form asks for.
    """
    properties = form["properties"]
    for name, value in given.items():
        if name not in properties:
            raise BadRequestError(
                f"{who} has no option {name[:80]!r}.",
                remedy=f"There are: {', '.join(properties)}.",
            )
        field = properties[name]
        is_right = isinstance(value, _TYPES[field["type"]])
        if field["type"] != "boolean" and isinstance(value, bool):
            is_right = False
        if not is_right or ("enum" in field and value not in field["enum"]):
            choice = f": one of {', '.join(map(str, field['enum']))}" if "enum" in field else ""
            raise BadRequestError(
                f"{who} takes no {str(value)[:80]!r} for {name}.",
                remedy=f"Give a {field['type']}{choice}.",
            )
    defaults = {name: field["default"] for name, field in properties.items() if "default" in field}
    return {**defaults, **given}
