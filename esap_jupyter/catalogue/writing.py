"""Writes files that are their owner's alone, whole or not at all, and TOML."""

import json
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import NotAvailableError

__all__ = ["toml_table", "write_whole"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write_whole(path: Path, text: str) -> None:
    """Write a file aside and put it in its place.

    Raises
    ------
    NotAvailableError
        It cannot be written.
    """
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123  (a handle, not a path)
            file.write(text)
        fresh.replace(path)
    except OSError as error:
        raise NotAvailableError(
            f"{path} cannot be written: {error.strerror}.",
            remedy="Set ESAP_HOME to a folder that you can write to.",
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


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
