"""Rows of two archives go into the basket and arrive, though the server is killed half way."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.browsing import opened
from tests.support.bytes_server import content
from tests.support.images import PATIENCE, open_images
from tests.support.journey import axe_violations
from tests.support.jupyter import ONLY_SANDBOX, Jupyter, run_jupyter
from tests.support.panel import show
from tests.support.servers import Asked, Reply, serve
from tests.support.tap import tap
from tests.support.waiting import wait_for

SLOW = content(6_000_000, seed=5)
FIELDS = """<?xml version="1.0"?><VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/><TABLE>
<FIELD name="obs_title" datatype="char" arraysize="*" ucd="meta.title;obs"/>
<FIELD name="access_url" datatype="char" arraysize="*" ucd="meta.ref.url"/>
<DATA><TABLEDATA><TR><TD>A slow cube</TD><TD>{url}</TD></TR></TABLEDATA></DATA>
</TABLE></RESOURCE></VOTABLE>"""

SEARCH = """() => {
  jupyterapp.commands.execute('esap:search', {target: 'M31', radius: 0.5, archives: ['slow']});
}"""


class Slow:
    """An archive with one file, of which the first half comes, and the rest when told."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.gate = threading.Event()
        self.spans: list[str] = []

    def answer(self, asked: Asked) -> Reply:
        if asked.path != "/cube.fits":
            url = f"http://{asked.headers['Host']}/cube.fits"
            return tap(FIELDS.format(url=url).encode())(asked)
        self.spans.append(asked.headers.get("Range", ""))
        first, last = re.findall(r"\d+", f"{self.spans[-1]}-0-{len(SLOW) - 1}")[:2]
        part = SLOW[int(first) : int(last) + 1] if self.spans[-1] else SLOW
        span = f"bytes {first}-{int(first) + len(part) - 1}/{len(SLOW)}"
        headers = {"ETag": '"v1"', "Accept-Ranges": "bytes", "Content-Range": span}
        return Reply(
            self.pieces(part),
            status=206 if self.spans[-1] else 200,
            media="application/fits",
            headers=headers,
            length=len(part),
        )

    def pieces(self, part: bytes) -> Iterator[bytes]:
        half = len(part) // 2
        yield part[:half]
        self.begun.set()
        self.gate.wait(120)
        yield part[half:]


@pytest.fixture
def slow() -> Iterator[Slow]:
    archive = Slow()
    yield archive
    archive.gate.set()


@pytest.fixture
def catalogue(slow) -> Iterator[str]:
    with serve(slow.answer) as server:
        yield (
            f'{ONLY_SANDBOX}\n[archives.slow]\nname = "Slow"\nkind = "tap"\n'
            f'url = "{server.url}/tap"\n'
        )


def test_a_basket_of_two_archives_arrives_though_the_server_is_killed(
    tmp_path: Path, context: BrowserContext, catalogue: str, slow: Slow
):
    with run_jupyter(tmp_path, catalogue=catalogue) as jupyter:
        page = opened(context, jupyter.lab())
        put_rows(page, jupyter)
        basket = show(page, "Basket")
        expect(basket.locator("[role=option]")).to_have_count(3)
        assert axe_violations(page, "#esap-panel") == []
        stage_all(page, basket)
        folder = jupyter.root / "esap-data"
        wait_for(lambda: len(list(folder.rglob("NGC*.fits"))) == 2)
        assert slow.begun.wait(60)
        jupyter.kill()
    assert list(folder.rglob("cube*")) == []
    with run_jupyter(tmp_path, catalogue=catalogue, port=jupyter.port) as again:
        page.goto(again.lab())
        page.wait_for_function("window.jupyterapp?.restored.then(() => true)")
        activity = show(page, "Activity")
        row = activity.get_by_role("listitem").filter(has_text="Basket").first
        expect(row).to_be_visible(timeout=PATIENCE)
        slow.gate.set()
        expect(row.get_by_role("button", name="Reveal")).to_be_visible(timeout=PATIENCE)
        expect(row.get_by_role("button", name="Clear")).to_be_visible(timeout=PATIENCE)
        (cube,) = folder.rglob("cube*")
        assert cube.read_bytes() == SLOW
        basket = show(page, "Basket")
        # The sandbox is at another port since, so that its rows name other addresses.
        cube_item = basket.locator("[role=option]").filter(has_text="A slow cube")
        expect(cube_item.get_by_text("✓ here")).to_be_visible(timeout=PATIENCE)


def put_rows(page: Page, jupyter: Jupyter) -> None:
    """Put two rows of the sandbox and one of the other archive into the basket."""
    tab = open_images(page, jupyter)
    tab.get_by_role("gridcell").first.click()
    page.keyboard.press("Shift+ArrowDown")
    tab.get_by_role("button", name="Add to basket (2)").click()
    expect(tab.get_by_text("Added 2 items.").first).to_be_visible(timeout=PATIENCE)
    page.evaluate(SEARCH)
    tab = page.locator(".esap-ResultTab").filter(has_text="A slow cube")
    tab.get_by_role("gridcell", name="A slow cube").click(timeout=PATIENCE)
    tab.get_by_role("button", name="Add to basket (1)").click()
    expect(tab.get_by_text("Added 1 item.").first).to_be_visible(timeout=PATIENCE)


def stage_all(page: Page, basket: Locator) -> None:
    """Look at the plan and begin it."""
    basket.get_by_role("button", name="Stage all", exact=True).click()
    plan = page.get_by_role("dialog", name="Stage 3 items of the basket")
    expect(plan.get_by_role("status").filter(has_text="3 files")).to_be_visible(timeout=PATIENCE)
    expect(plan.get_by_text("cannot be had")).to_have_count(0)
    assert axe_violations(page, "dialog.esap-stage") == []
    plan.get_by_role("button", name="Start").click()
    expect(plan).to_be_hidden(timeout=PATIENCE)
