"""Writes TOML."""

import json
import re
from collections.abc import Mapping
from typing import Any

__all__ = ["toml_table"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_table(header: tuple[str, ...], values: Mapping[str, Any]) -> str:
    """Write a table of TOML 1.0; what is None is left out.

    Parameters
    ----------
    header
        The parts of its name.
    values
        Texts, numbers, booleans, and lists and tables of them.
    """
    lines = [f"[{'.'.join(map(_key, header))}]"]
    lines += [
        f"{_text(key)} = {_value(value)}" for key, value in values.items() if value is not None
    ]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        pairs = (f"{_key(str(k))} = {_value(v)}" for k, v in value.items() if v is not None)
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return _text(str(value))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    """Quote; the escapes of JSON are escapes of TOML too, which wants DEL escaped besides."""
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")
