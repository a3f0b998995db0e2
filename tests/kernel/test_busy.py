"""A cell runs while a table comes: beside it in a subshell, after it without one."""

from pathlib import Path

from tests.support.kernels import REGISTER, Comm, RealKernel, real_kernel


def opening(path: Path, variable: str) -> dict[str, object]:
    return {"variable": variable, "form": "arrow", "path": str(path), "hold": True}


def busy_until(flag: Path) -> str:
    """Give a cell that runs until a file appears."""
    return (
        f"import pathlib, time\nprint('running', flush=True)\n"
        f"while not pathlib.Path({str(flag)!r}).exists():\n    time.sleep(0.02)\nprint('over')"
    )


def test_subshell_binds_beside_a_running_cell(
    kernel7: RealKernel, table_path: Path, tmp_path: Path
) -> None:
    subshell = kernel7.create_subshell()
    cell = kernel7.begin(busy_until(tmp_path / "flag"))
    kernel7.wait_for(lambda seen: "running" in str(seen["content"].get("text")))
    comm = Comm(kernel7, subshell)
    comm.open(**opening(table_path, "beside"))
    assert comm.receive() == ("comm_msg", {"held": True})
    comm.send({"go": True})
    assert comm.closing() == {"ok": {"rows": 4, "variable": "beside"}}
    assert not any("over" in str(seen["content"].get("text")) for seen in kernel7.messages())
    (tmp_path / "flag").touch()
    assert kernel7.finish(cell)["status"] == "ok"
    assert kernel7.run("print(beside.num_rows)") == "4"


def test_subshell_registers_beside_a_running_cell(table_path: Path, tmp_path: Path) -> None:
    with real_kernel(tmp_path) as kernel:
        subshell = kernel.create_subshell()
        cell = kernel.begin(busy_until(tmp_path / "flag"))
        kernel.wait_for(lambda seen: "running" in str(seen["content"].get("text")))
        assert Comm(kernel, subshell).hand_over(**opening(table_path, "fresh")) == {}
        registering = kernel.begin(REGISTER, silent=True, subshell=subshell)
        assert kernel.finish(registering)["status"] == "ok"
        comm = Comm(kernel, subshell)
        comm.open(**opening(table_path, "fresh"))
        assert comm.receive() == ("comm_msg", {"held": True})
        (tmp_path / "flag").touch()
        assert kernel.finish(cell)["status"] == "ok"


def test_without_subshell_it_waits_and_can_be_cancelled(
    kernel: RealKernel, table_path: Path, tmp_path: Path
) -> None:
    cell = kernel.begin(busy_until(tmp_path / "flag"))
    kernel.wait_for(lambda seen: "running" in str(seen["content"].get("text")))
    cancelled, kept = Comm(kernel), Comm(kernel)
    cancelled.open(**opening(table_path, "cancelled"))
    cancelled.close()
    kept.open(**opening(table_path, "kept"))
    (tmp_path / "flag").touch()
    assert kernel.finish(cell)["status"] == "ok"
    assert kept.receive() == ("comm_msg", {"held": True})
    over = [str(seen["content"].get("text")) for seen in kernel.messages()]
    assert any("over" in text for text in over)
    kept.send({"go": True})
    assert kept.closing()["ok"]["rows"] == 4
    assert kernel.run("print('cancelled' in globals(), kept.num_rows)") == "False 4"
