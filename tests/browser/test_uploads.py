"""Tables of a notebook's kernel and selected rows as uploads of a query, in Lab and Notebook 7."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import opened
from tests.browser.test_adql_editor import Writer
from tests.support.journey import PATIENCE, Journey, axe_violations
from tests.support.jupyter import Jupyter

TABLES = """
from astropy.table import Table
import pandas as pd
mine_too = Table({"name": ["NGC0224", "NGC0598", "nobody"], "note": ["Andromeda", "Triangulum", "?"]})
frame = pd.DataFrame({"a": [1, 2]})
before = sorted(name for name in globals() if not name.startswith("_"))
"""
AFTER = "print(sorted(n for n in globals() if not n.startswith('_') and n != 'before') == before)"
JOIN = (
    "SELECT o.name, u.note FROM ongc.objects AS o "
    "JOIN TAP_UPLOAD.mine_too AS u ON u.name = o.name ORDER BY o.name"
)
KERNEL = """
  const panels = [...jupyterapp.shell.widgets('main')].filter(w => w.context && w.sessionContext);
  const kernel = panels[0].sessionContext.session.kernel;
"""


@pytest.fixture(params=["lab", "notebook7"])
def person(request: pytest.FixtureRequest, context: BrowserContext, jupyter: Jupyter) -> Journey:
    """Somebody with a notebook whose kernel is idle."""
    path = jupyter.new_notebook(f"uploads-{request.param}.ipynb")
    address = jupyter.lab(path) if request.param == "lab" else jupyter.notebook7(path)
    return Journey(opened(context, address), "mouse").wait_for_kernel()


def items(writer: Writer) -> Locator:
    return writer.tab.get_by_role("menuitem")


def test_row_07_a_table_of_the_kernel_is_uploaded_and_joined(person: Journey) -> None:
    person.run(TABLES)
    writer = Writer(person.page)
    writer.button("Upload").click()
    mine = items(writer).filter(has_text="mine_too · Astropy table · 3 rows, 2 columns")
    expect(mine).to_be_visible(timeout=PATIENCE)
    expect(items(writer).filter(has_text="frame · pandas data frame")).to_be_visible()
    assert axe_violations(person.page, ".esap-AdqlTab") == []
    mine.click()
    chip = writer.button("Remove upload mine_too")
    expect(chip).to_contain_text("TAP_UPLOAD.mine_too = mine_too (3 rows)", timeout=PATIENCE)
    writer.write(JOIN)
    writer.button("Run").click()
    grid = writer.tab.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "3", timeout=PATIENCE)
    expect(grid).to_contain_text("Triangulum", timeout=PATIENCE)
    cells = [
        (r.get_by_role("gridcell").all_inner_texts()) for r in grid.get_by_role("row").all()[1:]
    ]
    flat = " ".join(" ".join(row) for row in cells)
    assert re.search(r"NGC0224.*Andromeda.*NGC0598.*Triangulum", flat, re.DOTALL)
    assert person.run(AFTER) == "True\n"


def test_a_busy_kernel_tells_of_its_tables_all_the_same(person: Journey) -> None:
    person.run(TABLES)
    person.page.evaluate(
        f"() => {{{KERNEL} kernel.requestExecute({{ code: 'import time; time.sleep(120)' }}); }}"
    )
    writer = Writer(person.page)
    writer.button("Upload").click()
    expect(items(writer).filter(has_text="mine_too · Astropy")).to_be_visible(timeout=PATIENCE)
    person.page.evaluate(f"async () => {{{KERNEL} await kernel.interrupt(); }}")


def test_without_a_notebook_it_says_so(page: Page) -> None:
    writer = Writer(page)
    writer.button("Upload").click()
    note = items(writer).filter(has_text="No notebook is open.")
    expect(note).to_be_visible(timeout=PATIENCE)
    expect(note).to_have_attribute("aria-disabled", "true")


def test_selected_rows_of_a_result_are_uploaded(page: Page) -> None:
    writer = Writer(page)
    writer.write("SELECT TOP 6 name, major_axis FROM ongc.objects ORDER BY name")
    writer.button("Run").click()
    writer.rows()
    row = writer.tab.get_by_role("row")
    row.nth(2).get_by_role("gridcell").first.click()
    row.nth(4).get_by_role("gridcell").first.click(modifiers=["Shift"])
    names = [row.nth(n).get_by_role("gridcell").first.inner_text() for n in (2, 3, 4)]
    writer.button("Upload").click()
    items(writer).filter(has_text="selected rows (3)").click(timeout=PATIENCE)
    expect(writer.button("Remove upload mine")).to_contain_text("(3 rows)", timeout=PATIENCE)
    writer.write("SELECT name FROM TAP_UPLOAD.mine ORDER BY name")
    writer.button("Run").click()
    grid = writer.tab.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "4", timeout=PATIENCE)
    for name in names:
        expect(grid.get_by_role("gridcell", name=name)).to_be_visible()


def test_a_table_comes_through_the_browser_where_the_kernel_shares_no_disk(
    context: BrowserContext, jupyter: Jupyter
) -> None:
    page = opened(context, jupyter.lab(jupyter.new_notebook("elsewhere.ipynb")))
    person = Journey(page, "mouse").wait_for_kernel()
    person.run(
        "import pyarrow, esap_jupyter.kernel.giving as giving\n"
        "giving._shares = lambda path: False\n"
        "many = pyarrow.table({'n': list(range(600_000))})"
    )
    writer = Writer(page)
    writer.button("Upload").click()
    items(writer).filter(has_text="many · Arrow table").click(timeout=PATIENCE)
    chip = writer.button("Remove upload many")
    expect(chip).to_contain_text(re.compile(r"many \(600\s000 rows\)"), timeout=PATIENCE)
    stored = page.evaluate("fetch('/user/alice/esap/results?token=test').then(r => r.json())")
    (many,) = [one for one in stored if one["name"] == "many"]
    assert (many["rows"], many["title"]) == (600_000, "many, from a Table of a kernel")
