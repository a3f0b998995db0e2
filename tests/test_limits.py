"""What a server may use, as Hubs and control groups tell it."""

from pathlib import Path

import pytest

from esap_jupyter.limits import limits_of


@pytest.fixture
def cgroup(tmp_path: Path) -> Path:
    for name, text in {
        "memory.max": "2147483648\n",
        "memory.current": "536870912\n",
        "cpu.max": "150000 100000\n",
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_control_group_tells_memory_and_processors(cgroup: Path) -> None:
    found = limits_of({}, cgroup)
    assert (found.memory, found.memory_used, found.cpu) == (str(2**31), str(2**29), 1.5)
    assert (found.image, found.abnormal) == ("", "")


@pytest.mark.parametrize(
    ("text", "size"), [("1073741824", 2**30), ("2G", 2**31), ("512M", 2**29), ("1.5g", 3 * 2**29)]
)
def test_the_hub_goes_before(cgroup: Path, text: str, size: int) -> None:
    environ = {"MEM_LIMIT": text, "CPU_LIMIT": "2.0", "JUPYTER_IMAGE": "vre:1"}
    found = limits_of(environ, cgroup)
    assert (found.memory, found.cpu, found.image) == (str(size), 2.0, "vre:1")


@pytest.mark.parametrize("text", ["", "max", "inf", "nan", "-1", "½", "G"])
def test_what_is_no_limit_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("1\n")
    (tmp_path / "cpu.max").write_text("max 100000\n")
    found = limits_of({"CPU_LIMIT": text}, tmp_path)
    assert (found.memory, found.memory_used, found.cpu) == (None, None, None)
    assert limits_of({}, tmp_path / "elsewhere").memory is None


def test_an_abnormal_start_is_told(tmp_path: Path) -> None:
    told = {"ABNORMAL_STARTUP": "TRUE", "ABNORMAL_STARTUP_MESSAGE": "No space left on device"}
    assert limits_of(told, tmp_path).abnormal == "No space left on device"
    assert limits_of({"ABNORMAL_STARTUP": "TRUE"}, tmp_path).abnormal
