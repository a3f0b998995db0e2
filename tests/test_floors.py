"""Arrows between rooms only go down; see scripts/floors.py."""

from pathlib import Path

import pytest

from scripts.floors import FLOORS, upward

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("name", "text", "known"),
    [
        ("basket/desk.py", "from ..archives.base import Query", []),
        ("archives/logins.py", "from ..basket.store import Basket", ["archives imports basket"]),
        ("archives/vo/rows/cells.py", "def f():\n    from ....basket import store", [":2: "]),
        ("archives/vo/rows/cells.py", "from ...base import Query\nfrom . import files", []),
        ("archives/__init__.py", "from .base import Query", []),
        ("lake/lakes.py", "from .. import workflows", ["workflows, which does not stand below"]),
        ("lake/lakes.py", "import esap_jupyter.platform", ["platform"]),
        ("lake/lakes.py", "from .. import __version__\nimport json", []),
        ("results/store.py", "if TYPE_CHECKING:\n    from ..python.result import Result", [":2: "]),
        ("python/found.py", "from ..api import search", []),
        ("net/client.py", "import esap_jupyter.sandbox.server", ["sandbox"]),
        ("attic/box.py", "", ["attic has no floor"]),
    ],
)
def test_what_a_room_may_know(name, text, known):
    told = list(upward(ROOT, f"esap_jupyter/{name}", text))
    assert len(told) == len(known)
    assert all(part in line for part, line in zip(known, told, strict=True))


def test_each_room_of_the_table_is_there():
    rooms = {room for floor in FLOORS for room in floor.split()}
    there = {path.stem for path in (ROOT / "esap_jupyter").iterdir() if path.stem != "__pycache__"}
    assert rooms == there - {"labextension", "tutorials"}
