"""The floors of the house: which rooms of the package may know which others."""

import ast
from collections.abc import Iterator
from pathlib import Path

__all__ = ["FLOORS", "upward"]

PACKAGE = "esap_jupyter"

FLOORS = (
    "errors wholes lazy memory rucio_config path_parameters",
    "models",
    "disk urls columns compute limits wording",
    "net",
    "catalogue activities votable events workers",
    "identity adql",
    "gateways staging",
    "lake workflows facilities results",
    "archives",
    "basket",
    "platform",
    "api python nouns",
    "kernel",
    "handlers widgets sandbox",
    "extension demo",
    "cli __init__",
)
"""From the ground up, with a floor's rooms in a line: modules and folders of the package.

A room knows those on the floors below and none beside it, for type checkers neither.
"""

TOGETHER = frozenset({"api", "python", "nouns"})
"""Three that are one room: what ``import esap_jupyter`` offers, and how it is named."""

_FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms.split()}


def upward(root: Path, name: str, text: str) -> Iterator[str]:
    """Tell what a module of the package imports that does not stand on a floor below.

    Parameters
    ----------
    root
        The repository.
    name
        The module's path in it.
    text
        Its source.
    """
    parts = name.removesuffix(".py").split("/")
    if parts[0] != PACKAGE or not name.endswith(".py") or parts[1] == "labextension":
        return
    room = parts[1]
    if room not in _FLOOR:
        yield f"{name}: {room} has no floor in scripts/floors.py"
        return
    for line, other in _imports(root, parts, text):
        beside = {room, other} <= TOGETHER or other == room
        if other in _FLOOR and not beside and _FLOOR[other] >= _FLOOR[room]:
            yield f"{name}:{line}: {room} imports {other}, which does not stand below it"


def _imports(root: Path, parts: list[str], text: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _room(root, alias.name.split("."), node.lineno)
        elif isinstance(node, ast.ImportFrom):
            # As one dot is the module's own folder, it takes away the module's name only.
            base = parts[: len(parts) - node.level] if node.level else []
            target = [*base, *(node.module or "").split(".")] if node.module else base
            if target == [PACKAGE]:
                for alias in node.names:
                    yield from _room(root, [PACKAGE, alias.name], node.lineno)
            else:
                yield from _room(root, target, node.lineno)


def _room(root: Path, target: list[str], line: int) -> Iterator[tuple[int, str]]:
    if target[0] != PACKAGE or len(target) == 1:
        return
    place = root / PACKAGE / target[1]
    if place.is_dir() or place.with_suffix(".py").is_file():
        yield line, target[1]
