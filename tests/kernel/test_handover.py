"""Hand-overs to real kernels, message by message as JupyterLab sends them."""

import sys
from pathlib import Path
from typing import Any

import pytest

from esap_jupyter.kernel.handover import Handover
from esap_jupyter.kernel.namespace import Namespace
from tests.support.kernels import REGISTER, Comm, RealKernel

from .conftest import HOSTILE

# IPython adds _i3, _i4, ... for each cell that is shown.
NAMES = "print(sorted(name for name in globals() if not name.startswith('_')))"


class RecordingComm:
    """A comm without a kernel that keeps what closes it."""

    def __init__(self) -> None:
        self.closed: list[dict[str, object]] = []
        self.received: Any = None

    def send(self, data: dict[str, object]) -> None: ...

    def close(self, data: dict[str, object]) -> None:
        self.closed.append(data)

    def on_msg(self, callback: Any) -> None:
        self.received = callback


def request(path: Path, variable: str, **more: object) -> dict[str, object]:
    size = path.stat().st_size if path.exists() else 1
    return {"variable": variable, "form": "arrow", "path": str(path), "size": size, **more}


def test_binds_an_astropy_table(kernel: RealKernel, table_path: Path) -> None:
    answer = Comm(kernel).hand_over(**request(table_path, "m31", form="astropy", rows=4))
    assert answer == {"ok": {"rows": 4, "variable": "m31"}}
    assert kernel.run("print(type(m31).__module__, m31['ra'].unit, m31['ra'].description)") == (
        "astropy.table.table deg Right ascension"
    )
    assert kernel.run("print(m31['source_id'][0], m31['source_id'][3])") == (
        f"{2**63 - 1} {-(2**63) + 1}"
    )
    assert kernel.run("print(m31['source_id'].mask.tolist())") == "[False, False, True, False]"


@pytest.mark.parametrize("form", ["qtable", "pandas", "polars", "arrow"])
def test_binds_each_form(kernel: RealKernel, table_path: Path, form: str) -> None:
    answer = Comm(kernel).hand_over(**request(table_path, f"as_{form}", form=form, rows=4))
    assert answer == {"ok": {"rows": 4, "variable": f"as_{form}"}}
    assert kernel.run(f"print(len(as_{form}))") == "4"


def test_a_form_whose_package_is_missing_says_so(
    monkeypatch: pytest.MonkeyPatch, table_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    comm = RecordingComm()
    namespace: dict[str, object] = {}
    data = request(table_path, "m31", form="polars", rows=4)
    Handover(comm=comm, namespace=Namespace(namespace), data=data).start()
    assert comm.closed == [
        {
            "error": {
                "code": "not_available",
                "message": "The package polars is not installed in this environment.",
                "remedy": "Install polars, or choose another form.",
            }
        }
    ]
    assert namespace == {}


@pytest.mark.parametrize(
    "name", ["x; import os", "class", "a b", "", "1a", "__builtins__", "m31.x", "x\n"]
)
def test_refuses_bad_names(kernel: RealKernel, table_path: Path, name: str) -> None:
    before = kernel.run(NAMES)
    error = Comm(kernel).hand_over(**request(table_path, name))["error"]
    assert error["code"] == "bad_request"
    assert error["remedy"]
    assert kernel.run(NAMES) == before


def test_name_is_what_the_source_text_would_mean(kernel: RealKernel, table_path: Path) -> None:
    answer = Comm(kernel).hand_over(**request(table_path, "ﬁeld"))
    assert answer["ok"]["variable"] == "field"
    assert kernel.run("print(ﬁeld.num_rows, field.num_rows)") == "4 4"


def test_asks_before_overwriting(kernel: RealKernel, table_path: Path) -> None:
    kernel.run("precious = [1, 2, 3]")
    answer = Comm(kernel).hand_over(**request(table_path, "precious", result="m31"))
    assert answer == {"exists": {"type": "list", "variable": "precious"}}
    assert kernel.run("print(precious)") == "[1, 2, 3]"
    answer = Comm(kernel).hand_over(**request(table_path, "precious", overwrite=True))
    assert answer["ok"]["variable"] == "precious"
    assert kernel.run("print(type(precious).__name__)") == "Table"


def test_asks_before_hiding_a_builtin(kernel: RealKernel, table_path: Path) -> None:
    answer = Comm(kernel).hand_over(**request(table_path, "sorted"))
    assert answer == {"exists": {"type": "builtin", "variable": "sorted"}}
    assert kernel.run("print(sorted([2, 1]))") == "[1, 2]"


def test_asks_before_replacing_what_was_edited(kernel: RealKernel, table_path: Path) -> None:
    again = request(table_path, "again", result="m31", form="astropy")
    assert "ok" in Comm(kernel).hand_over(**again)
    kernel.run("again['ra'][0] = 99")
    assert "exists" in Comm(kernel).hand_over(**again)
    assert kernel.run("print(again['ra'][0])") == "99.0"


def test_hostile_column_names_are_names(kernel: RealKernel, hostile_path: Path) -> None:
    for form in ("astropy", "arrow", "pandas"):
        answer = Comm(kernel).hand_over(
            **request(hostile_path, "hostile", form=form, overwrite=True)
        )
        assert "ok" in answer
        names = "list(getattr(hostile, 'colnames', None) or getattr(hostile, 'column_names', None) or hostile.columns)"
        assert kernel.run(f"print(ascii({names}))") == ascii(HOSTILE)


def test_a_wrong_number_of_rows_is_refused(kernel: RealKernel, table_path: Path) -> None:
    error = Comm(kernel).hand_over(**request(table_path, "few", rows=5))["error"]
    assert error["code"] == "bad_answer"
    assert "4 rows" in error["message"]
    assert kernel.run("print('few' in globals())") == "False"


def test_a_file_that_is_no_table_is_an_error(kernel: RealKernel, tmp_path: Path) -> None:
    path = tmp_path / "half.arrow"
    path.write_bytes(b"ARROW1\0\0 and then nothing")
    error = Comm(kernel).hand_over(**request(path, "half"))["error"]
    assert error["code"] == "bad_answer"
    assert "damaged" in error["message"]
    assert kernel.run("print('half' in globals())") == "False"


@pytest.mark.parametrize(
    "data", [{}, {"variable": 3}, {"variable": "x", "form": "exec"}, {"form": "arrow"}]
)
def test_nonsense_is_answered(kernel: RealKernel, data: dict[str, object]) -> None:
    error = Comm(kernel).hand_over(**data)["error"]
    assert (error["code"], error["message"][:15]) == ("bad_request", "Not a hand-over")


def test_held_until_told_to_go(kernel: RealKernel, table_path: Path) -> None:
    comm = Comm(kernel)
    comm.open(**request(table_path, "held", hold=True))
    assert comm.receive() == ("comm_msg", {"held": True})
    assert kernel.run("print('held' in globals())") == "False"
    comm.send({"go": True})
    assert comm.closing() == {"ok": {"rows": 4, "variable": "held"}}


def test_cancelled_while_held_binds_nothing(kernel: RealKernel, table_path: Path) -> None:
    comm = Comm(kernel)
    comm.open(**request(table_path, "cancelled", hold=True))
    assert comm.receive() == ("comm_msg", {"held": True})
    comm.close()
    assert kernel.run("print('cancelled' in globals())") == "False"
    open_comms = "__import__('comm').get_comm_manager().comms"
    assert kernel.run(f"print({comm.id!r} in {open_comms})") == "False"


def test_bytes_for_a_kernel_without_the_disk(kernel: RealKernel, table_path: Path) -> None:
    data = table_path.read_bytes()
    elsewhere = Path("/nowhere/table.arrow")
    comm = Comm(kernel)
    comm.open(**request(elsewhere, "far", form="astropy", rows=4) | {"size": len(data)})
    asked = []
    while (received := comm.receive())[0] == "comm_msg":
        assert received[1]["nofile"]
        asked.append(received[1]["offset"])
        comm.send({"offset": asked[-1]}, [data[asked[-1] : asked[-1] + 500]])
    assert received[1] == {"ok": {"rows": 4, "variable": "far"}}
    assert asked == list(range(0, len(data), 500))
    assert kernel.run("print(far['source_id'][0])") == str(2**63 - 1)


@pytest.mark.parametrize(("offset", "data"), [(7, b"abc"), (0, b""), (0, b"x" * 5000)])
def test_wrong_slices_are_refused(kernel: RealKernel, offset: int, data: bytes) -> None:
    comm = Comm(kernel)
    comm.open(variable="sliced", form="arrow", path="/nowhere/t.arrow", size=1000)
    assert comm.receive() == ("comm_msg", {"nofile": True, "offset": 0})
    comm.send({"offset": offset}, [data])
    assert comm.closing()["error"]["code"] == "bad_answer"


def test_slices_without_an_offset_are_refused(kernel: RealKernel) -> None:
    comm = Comm(kernel)
    comm.open(variable="sliced", form="arrow", path="/nowhere/t.arrow", size=1000)
    assert comm.receive() == ("comm_msg", {"nofile": True, "offset": 0})
    comm.send({}, [b"abc"])
    assert comm.closing()["error"]["code"] == "bad_request"


@pytest.mark.parametrize("path", ["/nowhere/t.arrow", "/" + "a" * 5000])
def test_without_size_a_missing_file_is_an_error(kernel: RealKernel, path: str) -> None:
    answer = Comm(kernel).hand_over(variable="x", form="arrow", path=path)
    assert answer["error"]["code"] == "not_found"


def test_a_second_go_is_not_answered(table_path: Path) -> None:
    comm = RecordingComm()
    hold = request(table_path, "twice", hold=True)
    Handover(comm=comm, namespace=Namespace({}), data=hold).start()
    for _ in range(2):
        comm.received({"content": {"data": {"go": True}}})
    assert comm.closed == [{"ok": {"rows": 4, "variable": "twice"}}]


def test_registering_leaves_no_trace(kernel: RealKernel) -> None:
    before = kernel.run(NAMES)
    cells = int(kernel.run("print(len(In))"))
    kernel.run(REGISTER, silent=True)
    assert int(kernel.run("print(len(In))")) == cells + 1
    assert kernel.run(NAMES) == before
    assert "esap" not in before


def test_restart_forgets_the_target(kernel: RealKernel, table_path: Path) -> None:
    kernel.restart()
    assert Comm(kernel).hand_over(**request(table_path, "m31")) == {}
    kernel.run(REGISTER, silent=True)
    assert "ok" in Comm(kernel).hand_over(**request(table_path, "m31"))


def test_interrupted_hand_over_is_answered(kernel: RealKernel, table_path: Path) -> None:
    """A slow conversion, such as that of a huge table, is interrupted by its user."""
    kernel.run(
        "import time, esap_jupyter.results.frames as frames\n"
        "original = frames.convert\n"
        "def slow(*_):\n    print('converting', flush=True)\n    time.sleep(60)\n"
        "frames.convert = slow"
    )
    comm = Comm(kernel)
    comm.open(**request(table_path, "tardy"))
    kernel.wait_for(lambda seen: "converting" in str(seen["content"].get("text")))
    kernel.interrupt()
    assert comm.closing()["error"]["code"] == "cancelled"
    assert kernel.run("frames.convert = original; print('tardy' in globals())") == "False"
