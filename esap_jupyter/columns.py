"""Declares columns, one by one or as a list."""

import re
from collections.abc import Iterator
from textwrap import dedent

from .models import Column

__all__ = ["column", "columns"]

_TEXT = frozenset({"char", "unicodeChar"})
_NUMBERS = frozenset({"unsignedByte", "short", "int", "long", "float", "double"})


def column(
    name: str,
    description: str,
    *,
    datatype: str = "unicodeChar",
    unit: str | None = None,
    ucd: str | None = None,
    xtype: str | None = None,
    utype: str | None = None,
) -> Column:
    """Declare a column of single values; text, of any length, unless another datatype is named.

    Parameters
    ----------
    name
        The column's name.
    description
        What it holds, in a sentence.
    datatype
        One of VOTable's (VOTable 1.4, section 2.1): ``unicodeChar``, ``char``, ``boolean``,
        ``unsignedByte``, ``short``, ``int``, ``long``, ``float``, ``double``.
    unit, ucd, utype, xtype
        As VOTable knows them; an empty unit says that the numbers have none.
    """
    return Column(
        name=name,
        datatype=datatype,
        arraysize="*" if datatype in _TEXT else None,
        unit=unit,
        ucd=ucd,
        utype=utype,
        xtype=xtype,
        description=description,
        numeric=datatype in _NUMBERS,
    )


def columns(text: str, *, prefix: str = "") -> tuple[Column, ...]:
    """Read a list of columns, which reads better than as many calls.

    A line has name, datatype, unit, UCD, utype and xtype, with ``-`` for none; those at the end
    may be left out. The description follows, on lines that are indented further.

    Parameters
    ----------
    text
        The list.
    prefix
        What stands before each utype.
    """
    return tuple(_columns(text, prefix))


def _columns(text: str, prefix: str) -> Iterator[Column]:
    for entry in re.split(r"\n(?=\S)", dedent(text).strip()):
        head, *description = entry.splitlines()
        name, datatype, *more = (None if word == "-" else word for word in head.split())
        unit, ucd, utype, xtype = [*more, None, None, None, None][:4]
        assert name is not None
        assert datatype in _TEXT | _NUMBERS | {"boolean"}, head
        yield column(
            name,
            " ".join(line.strip() for line in description),
            datatype=datatype,
            unit=unit,
            ucd=ucd,
            utype=f"{prefix}{utype}" if utype else None,
            xtype=xtype,
        )
