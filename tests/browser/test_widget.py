"""`esap.widgets.ArchiveSearch()` in a cell, in JupyterLab and Notebook 7."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import opened
from tests.support.journey import Journey, axe_violations
from tests.support.jupyter import Jupyter

PATIENCE = 30_000
SOURCE = """import esap_jupyter as esap
widget = esap.widgets.ArchiveSearch("M31", radius=0.5, archives=["sandbox"])
widget"""
CHECK = """print(type(stars).__name__, len(stars), stars["ra"].unit)
print(widget.variable, len(widget.result), widget.status)"""


@pytest.fixture(params=["lab", "notebook7"])
def place(request: pytest.FixtureRequest, context: BrowserContext, jupyter: Jupyter) -> Page:
    path = jupyter.new_notebook(f"Widget-{request.param}.ipynb")
    write_cells(jupyter.root / path, [SOURCE, CHECK])
    address = jupyter.lab(path) if request.param == "lab" else jupyter.notebook7(path)
    return opened(context, address)


def write_cells(path: Path, sources: list[str]) -> None:
    notebook: dict[str, Any] = json.loads(path.read_text())
    first = notebook["cells"][0]
    notebook["cells"] = [
        first | {"id": f"cell{number}", "source": source} for number, source in enumerate(sources)
    ]
    path.write_text(json.dumps(notebook))


def run_cell(page: Page, number: int) -> Locator:
    """Run a cell by keyboard; its outputs are returned."""
    cell = page.locator(".jp-CodeCell").nth(number)
    cell.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    return cell.locator(".jp-OutputArea")


def keeps_keys(page: Page, widget: Locator) -> None:
    """Press what inserts and cuts cells where nothing is typed."""
    cells = page.locator(".jp-Notebook .jp-Cell")
    before = cells.count()
    places = [widget.get_by_role("grid"), widget.get_by_role("button", name="To kernel")]
    for place in [*places, widget.locator("summary").first]:
        for key in ("b", "x"):
            place.focus()
            page.keyboard.press(key)
            page.wait_for_timeout(200)
            assert cells.count() == before, f"{key} on {place}"


def test_searches_and_binds(place: Page) -> None:
    Journey(place, "mouse").wait_for_kernel()
    outputs = run_cell(place, 0)
    widget = outputs.locator(".esap-widget")
    expect(widget).to_be_visible(timeout=PATIENCE)
    expect(widget.get_by_role("textbox", name="Target")).to_have_value("M31")
    widget.get_by_role("button", name="Search", exact=True).click()
    grid = widget.get_by_role("grid")
    expect(grid).to_be_visible(timeout=PATIENCE)
    rows = int(grid.get_attribute("aria-rowcount") or "0") - 1
    assert rows > 1
    keeps_keys(place, widget)
    widget.get_by_role("textbox", name="Variable").fill("stars")
    widget.get_by_role("button", name="To kernel").click()
    expect(widget).to_contain_text("stars is in this notebook", timeout=PATIENCE)
    assert axe_violations(place, ".esap-widget") == []
    printed = run_cell(place, 1)
    expect(printed).to_contain_text(f"Table {rows} deg", timeout=PATIENCE)
    expect(printed).to_contain_text(f"stars {rows} sandbox: {rows} rows")
