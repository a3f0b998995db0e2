"""A published analysis is found, looked into, launched and opened by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.peers.fakes.zenodo import FakeZenodo
from tests.peers.fakes.zenodo_hcg16 import NOTEBOOKS
from tests.support.browsing import opened
from tests.support.journey import PATIENCE, Journey, axe_violations
from tests.support.jupyter import ONLY_SANDBOX, Jupyter, run_jupyter
from tests.support.waiting import wait_for

NARROW = 250
WIDTH = """width => {
  const split = jupyterapp.shell._hsplitPanel;
  const part = width / split.node.clientWidth;
  split.setRelativeSizes([part, 1 - part, 0]);
}"""
# What reaches over the edge of the side bar.
WIDER = """node => [...node.querySelectorAll('*')]
  .filter(one => one.getBoundingClientRect().right > node.getBoundingClientRect().right + 1)
  .filter(one => getComputedStyle(one).position !== 'fixed')
  .map(one => `${one.className}: ${one.textContent.slice(0, 40)}`)"""
CATALOGUE = """{sandbox}
[repositories.ossr]
name = "OSSR"
kind = "zenodo"
url = "{url}"
community = "escape2020"
[facilities.binder]
name = "A binder"
kind = "link"
url = "https://binder.example.org"
"""


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Jupyter]:
    with FakeZenodo() as zenodo:
        catalogue = CATALOGUE.format(sandbox=ONLY_SANDBOX, url=zenodo.url)
        with run_jupyter(tmp_path, catalogue=catalogue) as jupyter:
            yield jupyter


def test_hcg_16_is_found_launched_and_opened_by_keyboard(lab: Jupyter, context: BrowserContext):
    page = opened(context, lab.lab())
    person = Journey(page, "keyboard")
    page.evaluate("() => { jupyterapp.commands.execute('esap:notebooks'); }")
    panel = person.panel
    expect(panel.get_by_role("searchbox", name="Search notebooks")).to_be_focused(timeout=PATIENCE)
    page.keyboard.type("hcg-16")
    page.keyboard.press("Enter")
    card = panel.get_by_role("list", name="Notebooks that were found").locator("> li").first
    expect(card.get_by_role("link", name="10.5281/zenodo.5534682")).to_be_visible(timeout=PATIENCE)
    person.tab_to(card)
    page.keyboard.press("Enter")
    expect(card.get_by_text("9 notebooks", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(card.get_by_role("list", name="Environment")).to_contain_text("postBuild")
    page.evaluate(WIDTH, NARROW)
    page.wait_for_function("() => document.querySelector('#esap-panel').clientWidth <= 255")
    assert axe_violations(page, "#esap-panel") == []
    assert panel.evaluate(WIDER) == []
    launch(page, person, card)
    person.press(card.get_by_role("button", name="Open here Figure1.ipynb"))
    plan = page.get_by_role("dialog", name="Open Figure1.ipynb")
    expect(plan.get_by_role("checkbox", name="HCG16_final_data")).to_be_checked(timeout=PATIENCE)
    assert axe_violations(page, "dialog") == []
    person.press(plan.get_by_role("button", name="Open here"))
    notebook = page.locator(".jp-NotebookPanel").get_by_role("heading", name="Optical image")
    expect(notebook).to_be_visible(timeout=PATIENCE)
    (found,) = lab.root.rglob(NOTEBOOKS[0])
    wait_for(lambda: len(list(found.parent.glob("*.fits"))) == len(NOTEBOOKS))


def launch(page: Page, person: Journey, card: Locator) -> None:
    """Launch a notebook by a link; the lab contacts nobody for it."""
    person.press(card.get_by_role("button", name="Launch Figure1.ipynb"))
    dialog = page.get_by_role("dialog", name="Launch Figure1.ipynb")
    expect(dialog.get_by_role("radio", name="A binder")).to_be_checked(timeout=PATIENCE)
    assert axe_violations(page, "dialog") == []
    person.press(dialog.get_by_role("button", name="Launch on A binder"))
    link = dialog.get_by_role("link", name="Open")
    expect(link).to_be_visible(timeout=PATIENCE)
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    answer = page.request.get(str(link.get_attribute("href")), max_redirects=0)
    assert answer.headers["location"].startswith("https://binder.example.org/v2/")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
