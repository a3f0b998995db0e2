"""A kernel with subshells and one without, and a table with hostile names."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from tests.support.kernels import KERNEL6, REGISTER, RealKernel, real_kernel

HOSTILE = ["<img src=x onerror=alert(1)>", '"; import os; os.abort() #', "class", "é𝛼"]


@pytest.fixture(scope="session")
def table_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four rows with a unit, a null, a NaN and a 64-bit identifier."""
    path = tmp_path_factory.mktemp("tables") / "table.arrow"
    meta = {b"unit": b"deg", b"ucd": b"pos.eq.ra;meta.main", b"description": b"Right ascension"}
    schema = pa.schema(
        [
            pa.field("ra", pa.float64(), metadata={**meta, b"datatype": b"double"}),
            pa.field("source_id", pa.int64(), metadata={b"datatype": b"long"}),
        ]
    )
    ids = [2**63 - 1, 1, None, -(2**63) + 1]
    columns = [pa.array([10.5, float("nan"), None, 1e-300]), pa.array(ids, pa.int64())]
    write(path, pa.table(columns, schema=schema))
    return path


@pytest.fixture(scope="session")
def hostile_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "hostile.arrow"
    write(path, pa.table([pa.array([1]) for _ in HOSTILE], names=HOSTILE))
    return path


def write(path: Path, table: pa.Table) -> None:
    with pa.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table)


@pytest.fixture(scope="module", params=["ipykernel 7", "ipykernel 6"])
def kernel(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealKernel]:
    """A running kernel in which the comm target is registered."""
    python = sys.executable if request.param == "ipykernel 7" else need_kernel6()
    with real_kernel(tmp_path_factory.mktemp("home"), python) as running:
        running.run(REGISTER, silent=True)
        yield running


@pytest.fixture(scope="module")
def kernel7(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealKernel]:
    with real_kernel(tmp_path_factory.mktemp("home")) as running:
        running.run(REGISTER, silent=True)
        yield running


def need_kernel6() -> str:
    if not KERNEL6.exists():
        pytest.skip("no ipykernel 6 (scripts/kernel6.sh makes one)")
    return str(KERNEL6)
