"""Data of a lake in notebooks, with a lake in memory: asked first, attached, restarted, read."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.peers.fakes.rucio import FakeRucio
from tests.support.journey import PATIENCE, Journey, axe_violations
from tests.support.jupyter import EMPTY_NOTEBOOK, ONLY_SANDBOX, Jupyter, find_chromium, run_jupyter
from tests.support.lakes import lake_toml

from .conftest import opened

ASKED = [
    {"did": "test:image.fits", "type": "file", "variableName": "open"},
    {"did": "test:ds.images", "type": "collection", "variableName": "images"},
]


@pytest.fixture(scope="module")
def rucio() -> Iterator[FakeRucio]:
    with FakeRucio() as rucio:
        rucio.add("image.fits", on={"DAV1": "AVAILABLE"})
        rucio.add("other.fits", on={"DAV1": "AVAILABLE"})
        rucio.add("ds.images", "DATASET", holds=["image.fits", "other.fits"])
        yield rucio


@pytest.fixture(scope="module")
def server(rucio: FakeRucio, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    catalogue = ONLY_SANDBOX + lake_toml(rucio.url)
    with run_jupyter(tmp_path_factory.mktemp("lake") / "home", catalogue=catalogue) as running:
        yield running


@pytest.fixture
def person(context: BrowserContext, server: Jupyter, request: pytest.FixtureRequest) -> Journey:
    """Somebody who opens a notebook of somebody else."""
    notebook = json.loads(json.dumps(EMPTY_NOTEBOOK))
    notebook["metadata"]["rucio_attachments"] = ASKED
    path = Path(f"{request.node.name}.ipynb")
    (server.root / path).write_text(json.dumps(notebook))
    return Journey(opened(context, server.lab(str(path))), "mouse").wait_for_kernel()


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Data lake")


def log_in(page: Page) -> None:
    page.evaluate("() => { jupyterapp.commands.execute('esap:logins', { service: 'lake' }) }")
    dialog = page.get_by_role("dialog", name="Logins")
    dialog.get_by_label("User name").fill("alice", timeout=PATIENCE)
    dialog.get_by_label("Password").fill("alicepw")
    dialog.get_by_label("Account").fill("alice")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("status").first).to_contain_text("alice", timeout=PATIENCE)
    assert axe_violations(page, ".esap-dialog") == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=re.compile("^Logins: alice · Lake"))).to_be_visible()


def test_a_notebook_of_somebody_else(person: Journey, rucio: FakeRucio) -> None:
    page = person.page
    expect(bar(page)).to_contain_text("This notebook asks for 2 data sets of Lake.")
    assert rucio.asked == []
    log_in(page)
    asked = len(rucio.asked)
    expect(bar(page)).to_contain_text("asks for 2 data sets")
    bar(page).get_by_role("button", name="Attach", exact=True).click()
    expect(bar(page)).to_contain_text("1 of 2 data sets failed", timeout=PATIENCE)
    bar(page).get_by_role("button", name="Show data").click()
    expect(bar(page)).to_contain_text("2 of 2 files not here", timeout=PATIENCE)
    assert axe_violations(page, ".esap-attach") == []
    assert len(rucio.asked) > asked
    shown = "print(open.__name__, images, len(images))"
    words = "open <LakeFiles test:ds.images of lake: 0 of 2 files here> 2\n"
    assert person.run(shown) == words
    asked = len(rucio.asked)
    page.evaluate(
        """async () => { const [panel] = [...jupyterapp.shell.widgets('main')].filter(
          w => w.sessionContext); await panel.sessionContext.restartKernel(); }"""
    )
    expect(bar(page)).to_contain_text("2 of 2 files not here", timeout=PATIENCE)
    assert person.run(shown) == words
    assert len(rucio.asked) == asked
    bar(page).get_by_role("button", name="Detach open").click()
    expect(bar(page)).to_contain_text("1 data set attached, 1 not here")


def test_not_now_leaves_the_notebook_as_it_is(person: Journey, rucio: FakeRucio) -> None:
    page = person.page
    asked = len(rucio.asked)
    bar(page).get_by_role("button", name="Not now").focus()
    page.keyboard.press("Enter")
    expect(bar(page)).to_contain_text("2 data sets, not attached")
    expect(bar(page).get_by_role("button", name="Attach", exact=True)).to_be_visible()
    assert person.run("print('images' in globals())") == "False\n"
    assert len(rucio.asked) == asked
