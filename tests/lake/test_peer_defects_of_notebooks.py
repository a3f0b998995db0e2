"""What rucio-jupyterlab gets wrong in notebooks, by the numbers of its list of defects.

What the page does before it asks the kernel is held by `labextension/src/lake/*.test.ts`, and all
of it together in a browser by `tests/peers/test_lake_attach.py`.
"""

import builtins
import copy
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from esap_jupyter.kernel.attaching import Attaching
from esap_jupyter.kernel.lakefiles import DataNotHereError, LakeFile, LakeFiles
from esap_jupyter.kernel.namespace import Namespace

AWAY = {"did": "test:a", "state": "replicating"}
SHELL = ["In", "Out", "get_ipython", "exit", "quit", "open", "_"]


class ClosingComm:
    """Keeps what closes it."""

    def __init__(self) -> None:
        self.closed: list[dict[str, Any]] = []

    def close(self, data: dict[str, object]) -> None:
        self.closed.append(data)


def attached(variables: dict[str, Any], *items: dict[str, Any]) -> list[dict[str, Any]]:
    comm = ClosingComm()
    data = {"kind": "attach", "items": [*items]}
    Attaching(comm=comm, namespace=Namespace(variables), data=data, reserved=SHELL).start()
    (answer,) = comm.closed
    return list(answer["ok"]["attached"])


def item(variable: str, kind: str = "file", *files: dict[str, Any]) -> dict[str, Any]:
    given = [*files] or [AWAY]
    return {"variable": variable, "lake": "l", "did": "test:a", "type": kind, "files": given}


def test_b11_a_file_that_is_being_replicated_is_a_file() -> None:
    """There it was attached as a collection."""
    variables: dict[str, Any] = {}
    attached(variables, item("a"))
    assert isinstance(variables["a"], LakeFile)
    assert variables["a"].state == "replicating"


def test_b14_what_is_not_here_never_is_the_string_none() -> None:
    """There, ``open(x)`` opened a file None, and repr() raised a BaseException."""
    away = LakeFile(lake="l", did="test:a", state="elsewhere")
    many = LakeFiles(lake="l", did="test:c", files=[away])
    for use in (lambda: open(away), lambda: os.path.join("/data", away), lambda: Path(away)):  # noqa: SIM115, PTH118, PTH123
        with pytest.raises(DataNotHereError, match="test:a"):
            use()
    assert issubclass(DataNotHereError, Exception)
    assert not any("None" in text for text in (str(away), repr(away), str(many), repr(many)))
    assert (len(many), away in many, list(many), many[0]) == (1, True, [away], away)
    assert copy.copy(many).did == "test:c"
    assert pickle.loads(pickle.dumps(away)) == away


def test_s08_an_author_neither_hides_names_nor_replaces_values() -> None:
    mine = object()
    variables: dict[str, Any] = {"mine": mine}
    names = [*vars(builtins), *SHELL, "class", "__import__", "a.b", "x=1", ""]
    answers = attached(variables, *(item(name) for name in names), item("mine"))
    assert {answer["error"]["code"] for answer in answers[:-1]} == {"bad_request"}
    assert answers[-1] == {"variable": "mine", "exists": "object"}
    assert variables == {"mine": mine}


def test_s08_one_that_is_hostile_does_not_fail_the_others() -> None:
    variables: dict[str, Any] = {}
    answers = attached(variables, item("open"), item("good", "collection", AWAY, AWAY))
    assert "error" in answers[0]
    assert answers[1] == {"variable": "good", "files": 2, "here": 0}
    assert list(variables) == ["good"]
