"""Everything asked at once, on the screen: a stream, a dead archive, the sandbox."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.browsing import opened
from tests.support.journey import Journey, axe_violations
from tests.support.jupyter import ONLY_SANDBOX, Jupyter, run_jupyter
from tests.support.servers import Asked, Reply, closed_port, serve
from tests.support.tap import tap, votable

ROWS = 12_000
WHOLE = votable(ROWS)
PATIENCE = 60_000


class Stream:
    """Sends half of an answer, and the rest when told."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def answer(self, _: Asked) -> Reply:
        return Reply(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        half = len(WHOLE) // 2
        yield WHOLE[:half]
        self.go_on.wait(120)
        yield WHOLE[half:]


@pytest.fixture
def stream() -> Stream:
    return Stream()


@pytest.fixture
def many(tmp_path, stream) -> Iterator[Jupyter]:
    with serve(tap(stream.answer)) as server:
        archives = {"Stream": f"{server.url}/tap", "Dead": closed_port()}
        text = ONLY_SANDBOX + "".join(
            f'[archives.{name.lower()}]\nname = "{name}"\nkind = "tap"\nurl = "{url}"\n'
            for name, url in archives.items()
        )
        with run_jupyter(tmp_path / "home", catalogue=text) as running:
            yield running
        stream.go_on.set()


def test_rows_come_while_others_are_waited_for(context: BrowserContext, many: Jupyter, stream):
    page = opened(context, many.lab())
    journey = Journey(page, "mouse").open_panel().tick_only("Sandbox", "Stream", "Dead")
    journey.search("M31", "0.5")
    result = page.locator(".esap-ResultTab")
    tab = result.get_by_role("tab", name=re.compile("^Stream"))
    tab.click()
    grid = result.get_by_role("grid", name=re.compile("^Rows of"))
    expect(grid.get_by_role("gridcell").first).to_have_text("0", timeout=PATIENCE)
    expect(result.get_by_text(re.compile("so far"))).to_be_visible()
    few = int(grid.get_attribute("aria-rowcount") or "0")
    assert 1 < few < ROWS
    expect(result.get_by_text("once all rows are here")).to_be_visible()
    # A row is chosen and scrolled to; both stay when the rest comes.
    grid.press("ControlOrMeta+End")
    grid.press("Space")
    chosen = grid.locator("[role=row][aria-selected=true]")
    index = chosen.get_attribute("aria-rowindex")
    before = chosen.bounding_box()
    stream.go_on.set()
    expect(grid).to_have_attribute("aria-rowcount", str(ROWS + 1), timeout=PATIENCE)
    expect(result.get_by_role("button", name="Insert code")).to_be_enabled()
    expect(chosen).to_have_attribute("aria-rowindex", index or "")
    after = chosen.bounding_box()
    assert before is not None
    assert after is not None
    assert (after["x"], after["y"]) == pytest.approx((before["x"], before["y"]), abs=1)
    # All rows in one table, how each archive did, and nothing that keeps anybody out.
    result.get_by_role("tab", name=re.compile("^All")).click()
    everything = result.get_by_role("columnheader", name=re.compile("^archive"))
    expect(everything).to_be_visible(timeout=PATIENCE)
    result.get_by_text("Report", exact=True).click()
    dead = result.get_by_role("row", name=re.compile("^Dead"))
    expect(dead).to_contain_text("failed")
    expect(dead).to_contain_text("Connection refused")
    assert axe_violations(page, ".esap-ResultTab") == []
    assert axe_violations(page, "#esap-panel") == []
