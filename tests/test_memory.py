"""The memory that a process may use is found in all the ways that systems tell it."""

import pytest

from esap_jupyter import memory
from esap_jupyter.adql.engine import Engine

GIB = 1 << 30


@pytest.fixture
def system(tmp_path, monkeypatch):
    """Return what makes a machine of 8 GiB with these files, and tells its memory."""
    monkeypatch.setattr(memory, "_machine", lambda: 8 * GIB)

    def available(membership="", **limits):
        (tmp_path / "cgroup").write_text(membership)
        for path, text in limits.items():
            file = tmp_path / "fs" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{text}\n")
        return memory.available_memory(membership=tmp_path / "cgroup", cgroups=tmp_path / "fs")

    return available


@pytest.mark.parametrize(
    ("membership", "limits", "expected"),
    [
        ("", {}, 8),
        ("0::/\n", {"memory.max": 2 * GIB}, 2),
        ("0::/\n", {"memory.max": "max"}, 8),
        ("0::/user/pod\n", {"user/memory.max": 3 * GIB, "user/pod/memory.max": "max"}, 3),
        ("0::/user/pod\n", {"memory.max": GIB}, 1),
        ("0::/../..\n", {"memory.max": GIB}, 1),
        ("0::/\n", {"memory.max": 64 * GIB}, 8),
        (
            "3:cpu:/\n2:memory:/docker/x\n0::/\n",
            {"memory/docker/x/memory.limit_in_bytes": 4 * GIB},
            4,
        ),
        ("2:memory:/docker/x\n", {"memory/memory.limit_in_bytes": 9223372036854771712}, 8),
        ("nonsense", {"memory.max": "?"}, 8),
    ],
)
def test_the_smallest_limit_counts(system, membership, limits, expected):
    assert system(membership, **limits) == expected * GIB


def test_a_machine_that_does_not_tell_has_some(monkeypatch):
    def refuse(_):
        raise ValueError

    monkeypatch.setattr("os.sysconf", refuse)
    assert memory.available_memory() > 0


def test_a_share_has_an_end(monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 8 * GIB)
    assert memory.share_of_memory(0.5, most=64 * GIB) == 4 * GIB
    assert memory.share_of_memory(0.5, most=GIB) == GIB


def test_the_engine_keeps_to_it():
    engine = Engine(memory_limit=256 << 20)
    engine.lock()
    ((limit,),) = engine._connection.execute("SELECT current_setting('memory_limit')").fetchall()
    assert limit == "256.0 MiB"
    engine.close()
