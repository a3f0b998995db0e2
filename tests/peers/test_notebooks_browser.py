"""The whole way in the browser: rows, a published notebook, a run here, a hub, and DIRAC.

Real are the sandbox, JupyterLab and its kernels, JupyterHub and DiracX; the repository is a fake of
Zenodo. Two steps are requests, not the page's: logging in with tokens, and submitting the job, as
the page's form has no field for the files that travel along. What runs at the hub is run by its
kernel without a page.
"""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.peers.test_notebooks_journey import catalogue, person, zenodo
from tests.support.asking import ask_server
from tests.support.browsing import browser, context, opened
from tests.support.diracx import DiracPeer
from tests.support.hub import Person
from tests.support.images import PATIENCE, open_images
from tests.support.imaging_record import NOTEBOOK, TITLE, code, measured, printed
from tests.support.journey import Journey
from tests.support.jupyter import ONLY_SANDBOX, Jupyter, run_jupyter
from tests.support.panel import show
from tests.support.waiting import wait_for

__all__ = ["browser", "catalogue", "context", "person", "zenodo"]

pytestmark = pytest.mark.peers


def test_rows_become_a_run_here_at_the_hub_and_at_dirac(
    tmp_path: Path,
    context: BrowserContext,
    catalogue: str,
    person: Person,
    diracx: DiracPeer,
) -> None:
    with run_jupyter(tmp_path, catalogue=ONLY_SANDBOX + catalogue) as jupyter:
        page = opened(context, jupyter.lab())
        put_rows(page, jupyter)
        notebooks = find(page)
        matches(page, notebooks)
        open_here(page, notebooks)
        runs(page)
        files = sorted((jupyter.root / "esap-data").rglob("NGC22*.fits"))
        truth = measured(files)
        assert len(truth) == 2

        may_fetch(person, jupyter)
        log_in(jupyter, "hub", person.token())
        launch(page, show(page, "Notebooks"))
        (there,) = person.home.glob("esap/*/peaks.ipynb")
        said = person.run("esap", str(there.parent.relative_to(person.home)), code(there))
        assert "2 images:" in said, said
        assert measured(list(person.home.rglob("NGC22*.fits"))) == truth

        log_in(jupyter, "dirac", diracx.token())
        submit(jupyter, files, diracx)
        comes_back(page)
        result = jupyter.root / "results/peaks.ipynb"
        wait_for(result.exists)
        assert printed(result) == truth


def put_rows(page: Page, jupyter: Jupyter) -> None:
    """Put two rows of a search into the basket."""
    tab = open_images(page, jupyter)
    tab.get_by_role("gridcell").first.click()
    page.keyboard.press("Shift+ArrowDown")
    tab.get_by_role("button", name="Add to basket (2)").click()
    added = tab.get_by_text("Added 2 items.").filter(visible=True)
    expect(added.first).to_be_visible(timeout=PATIENCE)


def find(page: Page) -> Locator:
    """Find the record by words, and look inside."""
    notebooks = show(page, "Notebooks")
    notebooks.get_by_role("searchbox", name="Search notebooks").fill("Peaks")
    page.keyboard.press("Enter")
    notebooks.get_by_role("button", name=f"Look inside {TITLE}").click(timeout=PATIENCE)
    inside = notebooks.get_by_role("button", name="Open here peaks.ipynb")
    expect(inside).to_be_visible(timeout=PATIENCE)
    return notebooks


def matches(page: Page, notebooks: Locator) -> None:
    """Ask which notebooks fit the basket: the best of them says why."""
    basket = show(page, "Basket")
    basket.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Find notebooks for these").click()
    best = notebooks.get_by_role("listitem").filter(has_text="Fits:").first
    expect(best).to_contain_text(f"Fits: {TITLE}: Its keywords name image", timeout=PATIENCE)
    best.get_by_role("button", name=f"Look inside {TITLE}").click()


def open_here(page: Page, notebooks: Locator) -> None:
    """Open its notebook with the basket's data as parameters."""
    notebooks.get_by_role("button", name="Open here peaks.ipynb").click()
    dialog = page.get_by_role("dialog", name="Open peaks.ipynb")
    dialog.get_by_role("checkbox", name="with the basket (2 items)").check()
    expect(dialog.get_by_label("paths")).to_have_attribute("placeholder", "paths of the basket")
    dialog.get_by_role("button", name="Open here").click()
    expect(page.get_by_role("tab", name="peaks.ipynb")).to_be_visible(timeout=PATIENCE)


def runs(page: Page) -> None:
    """Run all cells, as a person does by the menu."""
    Journey(page, "mouse").wait_for_kernel()
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells'); }")
    output = page.locator(".jp-OutputArea-output").filter(has_text="2 images:")
    expect(output).to_be_visible(timeout=2 * PATIENCE)


def may_fetch(person: Person, jupyter: Jupyter) -> None:
    """Allow the person's servers at the hub to fetch from this machine's sandbox."""
    item = ask_server(jupyter, "basket/document", {})["items"][0]
    host = urlsplit(item["data"]["access_url"]).netloc
    person.configure(f'[network]\nallow = ["{host}"]\n')


def log_in(jupyter: Jupyter, service: str, token: str) -> None:
    ask_server(jupyter, f"identity/{service}", {"kind": "token", "token": token}, "PUT")


def launch(page: Page, notebooks: Locator) -> None:
    """Launch the notebook at the hub with the basket, and wait until it can be opened."""
    notebooks.get_by_role("button", name="Launch peaks.ipynb", exact=True).click()
    dialog = page.get_by_role("dialog", name="Launch peaks.ipynb")
    dialog.get_by_role("checkbox", name="with the basket (2 items)").check()
    dialog.get_by_role("button", name="Launch on The hub").click(timeout=PATIENCE)
    expect(dialog.get_by_role("link", name=f"Open {TITLE}")).to_be_visible(timeout=2 * PATIENCE)
    dialog.get_by_role("button", name="Close").click()


def submit(jupyter: Jupyter, files: list[Path], diracx: DiracPeer) -> None:
    """Submit the notebook with the files, and play the pilot."""
    body = {
        "workflow": "ossr:2000002",
        "path": NOTEBOOK,
        "parameters": [{"paths": [each.name for each in files]}],
        "inputs": [str(each.relative_to(jupyter.root)) for each in files],
        "folder": "results",
    }
    begun = ask_server(jupyter, "facilities/dirac/jobs", body)
    address = f"facilities/dirac/jobs?sweep={begun['sweep']}"
    wait_for(lambda: bool(ask_server(jupyter, address)))
    (job,) = ask_server(jupyter, address)
    assert diracx.run(job["remote"]).returncode == 0
    assert ask_server(jupyter, f"facilities/dirac/jobs/{job['id']}")["state"] == "done"


def comes_back(page: Page) -> None:
    """See in Activity that the job is done, with what it gave."""
    activity = show(page, "Activity")
    row = activity.locator("li", has=page.locator(".esap-batch")).first
    row.locator(".esap-batch > summary").click(timeout=PATIENCE)
    expect(row.get_by_text("5 outputs")).to_be_visible(timeout=2 * PATIENCE)
