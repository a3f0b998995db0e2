"""Finding a service, making it an archive, searching it, and citing what it gave."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import opened
from tests.support.journey import PATIENCE, Journey, axe_violations
from tests.support.jupyter import ONLY_SANDBOX, Jupyter, find_chromium, run_jupyter

REGISTRY = ONLY_SANDBOX + '\n[archives.vo]\nname = "Registry"\nurl = "sandbox:/tap"\n'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """A server whose registry is the sandbox's."""
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    home = tmp_path_factory.mktemp("jupyter") / "home"
    with run_jupyter(home, catalogue=REGISTRY) as running:
        yield running


@pytest.mark.parametrize("means", ["mouse", "keyboard"])
def test_find_add_search_cite(server: Jupyter, context: BrowserContext, means: str) -> None:
    page = opened(context, server.lab())
    person = Journey(page, means).open_panel()  # type: ignore[arg-type]
    panel = person.panel
    expect(panel.get_by_role("checkbox", name="Registry")).to_be_visible(timeout=PATIENCE)
    # A folded section is unfolded by its words, by whatever means.
    summary = panel.locator("summary", has_text=re.compile(r"^Find services$"))
    person.press(summary)
    person.type(panel.get_by_role("searchbox", name="Keywords"), "opengc sandbox nothing")
    person.press(panel.get_by_role("button", name="Find services"))
    expect(panel.get_by_text("Registry knows no such service.")).to_be_visible(timeout=PATIENCE * 3)
    kind = "images" if means == "mouse" else "OpenNGC"
    person.type(panel.get_by_role("searchbox", name="Keywords"), f"sandbox {kind}")
    person.press(panel.get_by_role("button", name="Find services"))
    found = panel.get_by_role("list", name="Services found")
    expect(found.get_by_role("listitem").first).to_be_visible(timeout=PATIENCE)
    assert axe_violations(page, ".esap-Panel") == []
    add = found.get_by_role("button", name=re.compile(r"^Add .* to my archives$")).first
    title = re.fullmatch(r"Add (.*) \(.*\) to my archives", add.get_attribute("aria-label") or "")
    assert title
    person.press(add)
    expect(found.get_by_text("In your archives, reachable")).to_be_visible(timeout=PATIENCE)
    person.tick_only(title[1]).search("M31", "0.5")
    assert person.rows() > 0
    person.press(person.result.get_by_role("button", name="Cite", exact=True))
    person.press(person.result.get_by_role("button", name="Copy BibTeX"))
    expect(person.result.get_by_text("BibTeX is copied.")).to_be_visible(timeout=PATIENCE)
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("@misc{")
    assert title[1].split()[0] in copied
