"""Steps 2 to 4 of the main job in JupyterLab and Notebook 7, by mouse and by keyboard alone."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import opened
from tests.support.journey import Journey, Means, axe_violations
from tests.support.jupyter import Jupyter


@pytest.fixture(params=["lab", "notebook7"])
def place(request: pytest.FixtureRequest, context: BrowserContext, jupyter: Jupyter) -> Page:
    path = jupyter.new_notebook(f"Main-{request.param}-{request.node.callspec.id}.ipynb")
    address = jupyter.lab(path) if request.param == "lab" else jupyter.notebook7(path)
    return opened(context, address)


@pytest.mark.parametrize("means", ["mouse", "keyboard"])
def test_rows_reach_the_kernel(place: Page, means: Means) -> None:
    person = Journey(place, means).wait_for_kernel()
    person.open_panel().tick_only("Sandbox").search("M31", "0.5")
    rows = person.rows()
    assert rows > 1
    person.to_kernel("stars")
    assert person.equals_pyvo("stars") == f"same {rows}\n"
    assert axe_violations(place, "#esap-panel") == []
    assert axe_violations(place, ".esap-ResultTab") == []
    cell = person.insert_code()
    assert person.run(f"{cell}\nprint(len(stars))").splitlines()[-1] == str(rows)


def test_a_double_click_opens_one_tab(page: Page) -> None:
    person = Journey(page, "mouse").open_panel().tick_only("Sandbox").search("M31", "0.5")
    assert person.rows() > 1
    page.locator(".lm-TabBar-tab", has_text="M31").locator(".lm-TabBar-tabCloseIcon").click()
    expect(person.result).to_have_count(0)
    person.panel.get_by_role("region", name="Recent").get_by_role("button").first.dblclick()
    assert person.rows() > 1
    page.wait_for_timeout(1000)
    assert page.locator("[id^=esap-result]").count() == 1


def test_hostile_text_stays_text(page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    person = Journey(page, "mouse").open_panel()
    person.search("<img src=x onerror=alert(1)>", "0.5")
    hostile = person.panel.get_by_role("alert").filter(has_text="<img src=x onerror=alert(1)>")
    expect(hostile).to_be_visible()
    assert dialogs == []
