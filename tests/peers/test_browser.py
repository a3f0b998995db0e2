"""Steps 2 to 4 of the main job against a real DaCHS: what is in the kernel is what pyvo gets."""

from pathlib import Path

import pytest
import pyvo

from tests.support.browsing import browser, context, opened
from tests.support.journey import Journey
from tests.support.jupyter import find_chromium, run_jupyter

__all__ = ["browser", "context"]

pytestmark = pytest.mark.peers

ROOT = Path(__file__).parent.parent.parent
QUERY = """SELECT * FROM apertif_sample.sources
WHERE 1 = CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', 180, 45, 3))"""
COMPARE = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import pyvo
from tests.support.tables import assert_same_rows
expected = pyvo.dal.TAPService({{url!r}}).run_sync({QUERY!r}).to_table()
assert_same_rows(sources, expected)
print("same:", len(sources))
"""


@pytest.fixture(scope="module")
def jupyter(catalogue, tmp_path_factory):
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    with run_jupyter(tmp_path_factory.mktemp("dachs") / "home", catalogue=catalogue) as running:
        yield running


@pytest.mark.parametrize("means", ["mouse", "keyboard"])
@pytest.mark.parametrize("place", ["lab", "notebook7"])
def test_rows_of_dachs_reach_the_kernel(context, jupyter, dachs, place, means):
    notebook = jupyter.new_notebook(f"DaCHS-{place}-{means}.ipynb")
    address = jupyter.lab(notebook) if place == "lab" else jupyter.notebook7(notebook)
    person = Journey(opened(context, address), means).wait_for_kernel()
    person.open_panel().tick_only("DaCHS").search("180 45", "3")
    rows = person.rows()
    assert rows == len(pyvo.dal.TAPService(dachs).run_sync(QUERY)) > 0
    person.to_kernel("sources")
    assert person.run(COMPARE.format(url=dachs)) == f"same: {rows}\n"
