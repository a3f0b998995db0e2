"""Four archives in one search, one of them dead and one slow; a row of DaCHS, its cutout, a file."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.browsing import browser, context, opened
from tests.support.gated import GatedTap
from tests.support.journey import Journey, Means, axe_violations
from tests.support.jupyter import Jupyter, find_chromium, run_jupyter
from tests.support.servers import closed_port, serve

__all__ = ["browser", "context"]

pytestmark = pytest.mark.peers

PATIENCE = 60_000
# Images of pointing P04 of DaCHS and those that the sandbox makes up of M51 are within it.
TARGET, RADIUS = "M51", "3"
RADIUS_OF_CUTOUT = 0.03

COMPARE = """
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS
part, whole = (fits.open(path)[0] for path in ({part!r}, {whole!r}))
there, here = WCS(whole.header), WCS(part.header)
left, below = np.rint(there.world_to_pixel_values(*here.pixel_to_world_values(0, 0))).astype(int)
rows, columns = part.data.shape
assert part.data.size < whole.data.size / 2, (part.data.shape, whole.data.shape)
assert np.array_equal(part.data, whole.data[below:below + rows, left:left + columns])
ra, dec = {centre}
x, y = here.world_to_pixel_values(ra, dec)
assert abs(x - (columns - 1) / 2) <= 1, (x, columns)
assert abs(y - (rows - 1) / 2) <= 1, (y, rows)
across = columns * abs(here.wcs.cdelt[0] if not here.wcs.has_cd() else here.wcs.cd[0, 0])
assert 0.9 * 2 * {radius} < across < 1.2 * 2 * {radius}, across
print("a part of it", part.data.shape)
"""


@pytest.fixture(scope="module")
def slow() -> GatedTap:
    return GatedTap()


@pytest.fixture(scope="module")
def jupyter(
    dachs: str, slow: GatedTap, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Jupyter]:
    """Four archives are ticked; the server is below a path as on a hub."""
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    home = tmp_path_factory.mktemp("archives") / "home"
    with serve(slow.answer) as server:
        others = {
            "dachs": ("DaCHS", dachs),
            "dead": ("Dead host", f"{closed_port()}/tap"),
            "slow": ("Slow service", f"{server.url}/tap"),
        }
        tables = [
            f'[archives.{key}]\nname = "{name}"\nkind = "tap"\nurl = "{url}"\ndefault = true\n'
            for key, (name, url) in others.items()
        ]
        catalogue = "\n".join(["[archives.astron_vo]\ndefault = false\n", *tables])
        with run_jupyter(home, catalogue=catalogue, base_url="/user/alice/") as running:
            yield running
            slow.gate.set()


@pytest.fixture
def held(slow: GatedTap) -> Iterator[GatedTap]:
    """The slow service, which does not end before the test says so."""
    slow.close_gate()
    yield slow
    slow.gate.set()


class Astronomer(Journey):
    """A person who asks many archives and looks at single rows."""

    def row_of(self, archive: str) -> Locator:
        box = self.page.get_by_role("checkbox", name=archive, exact=True)
        return self.panel.get_by_role("listitem").filter(has=box)

    def choose_collection(self, archive: str, collection: str) -> None:
        """Unfold an archive, choose what to search of it, and fold it again."""
        details = self.panel.get_by_role("button", name=f"Details of {archive}")
        self.press(details)
        select = self.row_of(archive).get_by_label("Collection", exact=True)
        expect(select.locator(f"option[value='{collection}']")).to_be_attached(timeout=PATIENCE)
        if self.means == "mouse":
            select.select_option(collection)
        else:
            self.tab_to(select)
            self.page.keyboard.type(collection)
        expect(select).to_have_value(collection)
        if self.means == "mouse":
            details.click()
        else:
            self.page.keyboard.press("Escape")
            expect(details).to_be_focused()

    def tab_of(self, archive: str) -> Locator:
        return self.result.get_by_role("tab", name=re.compile(f"^{archive}"))

    def front(self, archive: str) -> Locator:
        """Bring an archive's tab of the result to the front; its panel."""
        tab = self.tab_of(archive)
        if self.means == "mouse":
            tab.click()
        else:
            self.tab_to(self.result.get_by_role("tab", selected=True))
            self.page.keyboard.press("Home")
            for _ in range(10):
                if tab.get_attribute("aria-selected") == "true":
                    break
                self.page.keyboard.press("ArrowRight")
        expect(tab).to_have_attribute("aria-selected", "true")
        return self.result.get_by_role("tabpanel", name=re.compile(f"^{archive}"))

    def open_row(self, panel: Locator, target: str) -> None:
        """Make the first row of a target the current one; its pane tells of it."""
        grid = panel.get_by_role("grid")
        heading = panel.locator(".esap-row-heading")
        expect(grid.get_by_role("gridcell").first).to_be_visible(timeout=PATIENCE)
        self.unfold(panel, "Row")
        if self.means == "mouse":
            cell = grid.get_by_role("gridcell", name=target, exact=True).first
            grid.hover()
            for _ in range(40):
                if cell.is_visible():
                    break
                self.page.mouse.wheel(0, 60)
                self.page.wait_for_timeout(150)
            cell.click()
        else:
            self.tab_to(grid)
            for _ in range(40):
                if target in (heading.text_content() or ""):
                    break
                self.page.keyboard.press("ArrowDown")
                self.page.wait_for_timeout(150)
        expect(heading).to_contain_text(f"{target} · row")

    def unfold(self, panel: Locator, pane: str) -> None:
        toggle = panel.get_by_role("button", name=pane, exact=True)
        if toggle.get_attribute("aria-expanded") == "false":
            self.press(toggle)

    def fetched(self, panel: Locator) -> str:
        """Wait for a file; its path in the workspace."""
        done = panel.get_by_text(re.compile(r"^\S+ is in the workspace")).first
        expect(done).to_be_visible(timeout=PATIENCE)
        return (done.text_content() or "").split(" is in the workspace")[0]

    def cut_out(self, panel: Locator, radius: float) -> tuple[str, str]:
        """Fill the circle of the row's cutout and fetch it; the centre and the path."""
        self.press(panel.get_by_role("button", name="List files"))
        begin = panel.get_by_role("button", name=re.compile("^Cut out… "))
        expect(begin).to_be_visible(timeout=PATIENCE)
        self.press(begin)
        centre = [
            panel.get_by_role("textbox", name=f"CIRCLE: {part}").input_value()
            for part in ("right ascension", "declination")
        ]
        self.type(panel.get_by_role("textbox", name="CIRCLE: radius"), str(radius))
        self.press(panel.get_by_role("button", name="Cut out", exact=True))
        return ", ".join(centre), self.fetched(panel)


def search_all(person: Astronomer, *, choose: bool = True) -> None:
    person.open_panel()
    if choose:
        for archive in ("Sandbox", "DaCHS"):
            person.choose_collection(archive, "ivoa.obscore")
    person.search(TARGET, RADIUS)


def each_tells_its_own_state(person: Astronomer, jupyter: Jupyter) -> None:
    """While the slow one goes on, the dead one tells why and the others have their rows."""
    for archive in ("Sandbox", "DaCHS"):
        expect(person.tab_of(archive)).to_contain_text(
            re.compile(r"[1-9]\d* rows"), timeout=PATIENCE
        )
        link = person.row_of(archive).get_by_role("button", name=re.compile(r"[1-9]\d* rows"))
        expect(link).to_be_visible()
    dead = person.row_of("Dead host")
    expect(dead).to_contain_text("Dead host cannot be reached", timeout=PATIENCE)
    expect(dead.get_by_role("button", name="Retry Dead host")).to_be_visible()
    expect(person.tab_of("Dead host")).to_contain_text("failed")
    panel = person.front("Dead host")
    expect(panel).to_contain_text("Connection refused")
    expect(panel.get_by_role("button", name="Retry")).to_be_visible()
    expect(person.row_of("Slow service").get_by_role("button", name="Cancel Slow")).to_be_visible()
    expect(person.tab_of("Slow service")).to_contain_text("receiving the answer")
    rows = person.front("Slow service").get_by_role("grid").get_by_role("gridcell", name="1.5")
    expect(rows.first).to_be_visible(timeout=PATIENCE)


def both_are_in_all(person: Astronomer) -> Locator:
    merged = person.front("All")
    for archive in ("sandbox", "dachs"):
        cell = merged.get_by_role("gridcell", name=archive, exact=True)
        expect(cell.first).to_be_visible(timeout=PATIENCE)
    return merged


def is_part_of(person: Astronomer, panel: Locator, centre: str, path: str) -> str:
    """Fetch the whole image too; what the kernel finds when it compares."""
    person.press(panel.get_by_role("button", name="Fetch The full dataset"))
    expect(panel.get_by_text(re.compile(r"^\S+ is in the workspace"))).not_to_contain_text(path)
    whole = person.fetched(panel)
    return person.run(
        COMPARE.format(part=path, whole=whole, centre=centre, radius=RADIUS_OF_CUTOUT)
    )


def listen(page: Page) -> list[str]:
    """Return where the page turns to, from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url.replace("ws:", "http:")))
    return asked


@pytest.mark.parametrize("means", ["mouse", "keyboard"])
@pytest.mark.parametrize("place", ["lab", "notebook7"])
def test_one_search_of_four_archives_ends_in_a_cutout_in_the_workspace(
    context: BrowserContext, jupyter: Jupyter, held: GatedTap, place: str, means: Means
) -> None:
    assert jupyter.url.endswith("/user/alice/")
    path = jupyter.new_notebook(f"Archives-{place}-{means}.ipynb")
    page = opened(context, jupyter.lab(path) if place == "lab" else jupyter.notebook7(path))
    asked = listen(page)
    person = Astronomer(page, means)
    person.wait_for_kernel()
    search_all(person)
    each_tells_its_own_state(person, jupyter)
    merged = both_are_in_all(person)
    person.open_row(merged, "P04")
    centre, part = person.cut_out(merged, RADIUS_OF_CUTOUT)
    assert (jupyter.root / part).is_file()
    assert axe_violations(page, "#esap-panel") == []
    assert axe_violations(page, ".esap-ResultTab") == []
    found = is_part_of(person, merged, centre, part)
    assert found.startswith("a part of it")
    # Nobody has waited for the slow one, which has all of its rows now.
    expect(person.tab_of("Slow service")).to_contain_text("receiving the answer")
    held.gate.set()
    expect(person.tab_of("Slow service")).to_contain_text("9\u202f000 rows", timeout=PATIENCE)
    assert [url for url in asked if not url.startswith((jupyter.url, "blob:", "data:"))] == []


def test_the_page_for_writing_adql_is_accessible(context: BrowserContext, jupyter: Jupyter) -> None:
    page = opened(context, jupyter.lab())
    person = Journey(page, "mouse").open_panel()
    person.panel.get_by_role("button", name="Details of DaCHS").click()
    person.panel.get_by_role("button", name="Write ADQL").click()
    tab = page.locator("#esap-adql-dachs")
    expect(tab.get_by_role("treeitem", name=re.compile("ivoa")).first).to_be_visible(
        timeout=PATIENCE
    )
    assert axe_violations(page, "#esap-adql-dachs") == []
