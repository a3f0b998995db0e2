"""Each feature and each defect of rucio-jupyterlab in the documentation has a test of its name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LABELS = [
    *(f"{row}" for row in range(1, 19)),
    *(f"B{number}" for number in range(1, 20)),
    *(f"S{number}" for number in range(1, 12)),
]


@pytest.fixture(scope="module")
def names():
    """Names of all tests, and titles of those of the front end."""
    python = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    front = (ROOT / "labextension/src").rglob("*.test.ts")
    titles = "\n".join(path.read_text() for path in front)
    return re.findall(r"def (test_\w+)", python) + re.findall(r"it\('(row \d+: )", titles)


@pytest.fixture(scope="module")
def listed():
    """What stands in the first column of the part of the documentation."""
    text = (ROOT / "docs/comparison.md").read_text().split("## rucio-jupyterlab\n")[1]
    return re.findall(r"^\| ([BS]?\d+) \|", text.split("\n## ")[0], re.MULTILINE)


def test_all_of_them_are_listed_once(listed):
    assert listed == LABELS


@pytest.mark.parametrize("label", LABELS)
def test_each_has_a_test_of_its_name(names, label):
    kind, number = label.rstrip("0123456789").lower(), int(label.lstrip("BS"))
    form = rf"test_{kind}{number:02}_" if kind else rf"test_peer_row_(\d\d_and_)?{number:02}_"
    found = [name for name in names if re.match(form, name)]
    assert found or f"row {number}: " in names
