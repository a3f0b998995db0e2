"""Columns written as a list, which reads better than as many calls."""

from collections.abc import Iterator

from ..adql.reserved import is_regular, quoted
from ..models import Column

__all__ = ["columns", "delimited"]


def columns(text: str, *, prefix: str = "") -> tuple[Column, ...]:
    """Read columns, two lines each.

    The first has name, datatype, unit, UCD, utype and, where there is one, xtype, with ``-`` for
    none; the second the description. ``char`` is of any length.

    Parameters
    ----------
    text
        The list.
    prefix
        What stands before each utype.
    """
    return tuple(_columns(text, prefix))


def _columns(text: str, prefix: str) -> Iterator[Column]:
    lines = [line.strip() for line in text.strip().splitlines()]
    for head, description in zip(lines[::2], lines[1::2], strict=True):
        name, datatype, *more = head.split()
        unit, ucd, utype, xtype = (None if word == "-" else word for word in (*more, "-")[:4])
        textual = datatype in ("char", "unicodeChar")
        yield Column(
            name=name,
            datatype=datatype,
            arraysize="*" if textual else None,
            unit=unit,
            ucd=ucd,
            utype=f"{prefix}{utype}" if utype else None,
            xtype=xtype,
            description=description,
            numeric=not textual,
        )


def delimited(name: str) -> str:
    """Write a name as it can stand in a query (TAP 1.1, section 4.3)."""
    return name if is_regular(name) else quoted(name)
