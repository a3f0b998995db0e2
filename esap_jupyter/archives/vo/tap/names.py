"""Names of tables and columns as a query has them."""

import re

from ....adql.reserved import delimited, is_regular

__all__ = ["plain_name", "written_name"]

_PART = re.compile(r'"(?:[^"]|"")+"|[^."]+')


def written_name(name: str) -> str:
    """Return the name of a table or column as a query has it: quoted where need be, part by part.

    Services give delimited names with their quotes (VODataService 1.1, section 3.3.1), but many
    forget; what could not stand without quotes gets them. Only a name with nothing but regular
    characters and dots is taken apart at its dots.
    """
    if '"' in name or re.fullmatch(r"[A-Za-z0-9_.]+", name):
        return ".".join(_part(each) for each in _PART.findall(name))
    head, dot, tail = name.partition(".")
    if dot and is_regular(head):
        return f"{head}.{_part(tail)}"
    return _part(name)


def plain_name(name: str) -> str:
    """Return a name without the quotes of its parts, as two names are compared."""
    return ".".join(
        part[1:-1].replace('""', '"') if part.startswith('"') else part
        for part in _PART.findall(name)
    )


def _part(part: str) -> str:
    return part if part.startswith('"') else delimited(part)
