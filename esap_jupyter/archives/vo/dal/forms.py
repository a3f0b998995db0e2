"""Pieces of JSON Schema from which the forms of protocols are made."""

from collections.abc import Mapping
from typing import Any

__all__ = ["choice", "form_of", "interval", "several", "split", "text", "texts"]

Schema = dict[str, Any]
_LONGEST = 200


def form_of(title: str, **properties: Schema) -> Schema:
    """Describe an object of these properties and no others."""
    return {
        "type": "object",
        "title": title,
        "additionalProperties": False,
        "properties": properties,
    }


def text(title: str, description: str) -> Schema:
    """Describe a text."""
    return {"type": "string", "title": title, "description": description, "maxLength": _LONGEST}


def texts(title: str, description: str) -> Schema:
    """Describe several texts, typed with commas between them; see `split`."""
    return text(title, f"{description}; several with commas between them")


def split(value: str | list[str]) -> list[str]:
    """Return the texts that were typed with commas between them, or given as a list."""
    given = value.split(",") if isinstance(value, str) else value
    return [one.strip() for one in given if one.strip()]


def choice(title: str, words: Mapping[str, str]) -> Schema:
    """Describe one of several values, each with words for people."""
    return {
        "type": "string",
        "title": title,
        "oneOf": [{"const": value, "title": said} for value, said in words.items()],
    }


def several(title: str, words: Mapping[Any, str]) -> Schema:
    """Describe any of several values."""
    kind = "integer" if all(isinstance(value, int) for value in words) else "string"
    options = [{"const": value, "title": said} for value, said in words.items()]
    items = {"type": kind, "oneOf": options}
    return {"type": "array", "title": title, "uniqueItems": True, "items": items}


def interval(title: str) -> Schema:
    """Describe a range of numbers with open ends."""
    ends = {
        "low": {"type": "number", "title": "at least"},
        "high": {"type": "number", "title": "at most"},
    }
    return {"type": "object", "title": title, "properties": ends, "additionalProperties": False}
