"""Archives whose tables, links, jobs, registry hits and examples are hostile: it all stays text."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import opened
from tests.peers.fakes.hostile import LONG, MARKUP, FakeHostile
from tests.support.journey import PATIENCE, Journey, axe_violations
from tests.support.jupyter import ONLY_SANDBOX, Jupyter, find_chromium, run_jupyter

TOO_WIDE = """root => [root, ...root.querySelectorAll('*')].filter(node =>
  node.clientWidth && node.scrollWidth > node.clientWidth + 1 && !node.closest('.esap-Grid') &&
  getComputedStyle(node).overflowX === 'visible' && node.localName !== 'span'
).map(node => node.className)"""


@pytest.fixture(scope="module")
def hostile() -> Iterator[FakeHostile]:
    with FakeHostile() as fake:
        yield fake


@pytest.fixture(scope="module")
def server(hostile: FakeHostile, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """A server with the hostile archive, which is its registry too."""
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    catalogue = (
        f'{ONLY_SANDBOX}\n[archives.vo]\nname = "Registry"\nurl = "{hostile.url}"\n'
        f'[archives.hostile]\nname = "Hostile"\nkind = "tap"\nurl = "{hostile.url}"\n'
        'collection = "ivoa.obscore"\n'
    )
    with run_jupyter(tmp_path_factory.mktemp("hostile") / "home", catalogue=catalogue) as running:
        yield running


@pytest.fixture
def page(context: BrowserContext, server: Jupyter) -> Iterator[Page]:
    """A page on which nothing that came from the archive may happen."""
    page = opened(context, server.lab())
    struck: list[str] = []
    page.on("dialog", lambda dialog: (struck.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: struck.append(str(error)))
    page.on(
        "request",
        lambda asked: asked.url.startswith((server.url, "blob:")) or struck.append(asked.url),
    )
    yield page
    assert struck == []
    assert "struck" not in page.title()
    assert page.locator("img[src=x], a[href^='javascript:'], a[href^='data:']").count() == 0


def is_within(place: Locator) -> None:
    assert place.evaluate(TOO_WIDE) == []


def test_a_row_its_links_and_its_service(page: Page, server: Jupyter) -> None:
    person = Journey(page, "mouse").open_panel().tick_only("Hostile").search("M31", "0.5")
    assert person.rows() == 2
    tab = person.result
    expect(tab).to_contain_text("1 position at 00h42m43s", timeout=PATIENCE)
    expect(tab).to_contain_text("2 of them cannot be drawn here")
    tab.get_by_role("button", name="Show preview").click()
    expect(tab).to_contain_text("is no PNG, JPEG, GIF or WebP image", timeout=PATIENCE)
    tab.get_by_role("button", name="List files").click()
    links = tab.locator(".esap-links")
    expect(links).to_contain_text("NotFoundFault: <img src=x", timeout=PATIENCE)
    for scheme in ("javascript", "data", "file"):
        told = links.locator("p", has_text=f"{scheme}:").first
        expect(told).to_contain_text("which is no web address")
    fetches = links.get_by_role("button", name=re.compile("^Fetch "))
    expect(fetches).to_have_count(2)
    fetches.first.click()
    expect(tab.get_by_role("alert").filter(has_text="not a public address")).to_be_visible(
        timeout=PATIENCE
    )
    cut = links.get_by_role("button", name=re.compile("^Cut out… "))
    expect(cut).to_have_count(1)
    cut.click()
    form = links.get_by_role("form")
    expect(form.get_by_role("textbox", name="CIRCLE: radius")).to_have_value("0.5")
    expect(form.get_by_role("textbox", name="BAND: to")).to_have_attribute("placeholder", "1")
    expect(form.get_by_role("textbox", name="BAND: from")).not_to_have_attribute(
        "placeholder", re.compile(".")
    )
    form.get_by_role("combobox", name=MARKUP).select_option("__proto__")
    form.get_by_role("button", name="Cut out", exact=True).click()
    done = tab.get_by_text(re.compile(r"^\S+ is in the workspace"))
    expect(done.first).to_be_visible(timeout=PATIENCE)
    path = (done.first.text_content() or "").split(" is in")[0]
    assert path.startswith("esap-data/hostile/")
    assert (server.root / path).resolve().parent == server.root / "esap-data" / "hostile"
    assert not list(server.root.parent.glob("**/.bashrc*"))
    is_within(tab)
    is_within(person.panel)


def test_services_found(page: Page) -> None:
    panel = Journey(page, "mouse").open_panel().panel
    panel.locator("summary", has_text=re.compile("^Find services$")).click()
    panel.get_by_role("searchbox", name="Keywords").fill("x")
    panel.get_by_role("button", name="Find services").click()
    hits = panel.get_by_role("list", name="Services found")
    expect(hits.get_by_text(MARKUP, exact=True).first).to_be_visible(timeout=PATIENCE)
    expect(hits.get_by_text("The registry has no address of it that can be asked.")).to_have_count(
        2
    )
    expect(hits.get_by_text("Read about it")).to_have_count(0)
    assert "\u202e" not in (hits.text_content() or "").replace("ivo://hostile", "")
    hits.get_by_role("button", name=f"Add {LONG[:20]}").dblclick()
    expect(hits.get_by_role("alert").filter(has_text="not a public address")).to_be_visible(
        timeout=PATIENCE
    )
    is_within(panel)
    assert axe_violations(page, "#esap-panel") == []


def test_jobs(page: Page) -> None:
    panel = Journey(page, "mouse").open_panel().panel
    panel.get_by_role("tab", name="Activity").click()
    section = panel.locator(".esap-jobs")
    expect(section).to_be_visible(timeout=PATIENCE)
    if section.get_attribute("open") is None:
        section.locator("> summary").click()
    section.get_by_role("combobox", name="Archive of the job").select_option("hostile")
    section.get_by_role("button", name="List its jobs").dblclick()
    section.get_by_role("button", name=re.compile("^Attach <img")).click(timeout=PATIENCE)
    row = section.get_by_role("list", name="Jobs").get_by_role("listitem")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("failed", timeout=PATIENCE)
    row.locator("summary").click()
    expect(row.get_by_role("term").filter(has_text="<IMG SRC=X")).to_be_visible()
    assert row.locator(".esap-cause").evaluate("node => node.clientHeight") < 200
    expect(row.get_by_role("definition").filter(has_text="<img").last).to_be_visible()
    is_within(section)
    assert axe_violations(page, ".esap-jobs") == []


def test_tables_joins_and_examples(page: Page) -> None:
    page.evaluate("() => { jupyterapp.commands.execute('esap:adql', { archive: 'hostile' }); }")
    tab = page.locator(".esap-AdqlTab:not(.lm-mod-hidden)")
    tree = tab.get_by_role("tree")
    tree.get_by_text("ivoa.obscore", exact=True).click(timeout=PATIENCE)
    expect(tab.get_by_role("group", name="About the current row")).to_contain_text("<img src=x")
    assert axe_violations(page, ".esap-AdqlTab") == []
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_text("__proto__", exact=True).first).to_be_visible(timeout=PATIENCE)
    tree.get_by_text("Joins", exact=True).first.click()
    page.keyboard.press("ArrowRight")
    expect(tree.get_by_text(f"JOIN {MARKUP}")).to_be_visible(timeout=PATIENCE)
    tab.get_by_role("button", name="Examples").click()
    tab.get_by_role("menuitem", name="__proto__").click(timeout=PATIENCE)
    editor = tab.get_by_role("textbox", name="ADQL query")
    expect(editor).to_contain_text("SELECT __proto__ FROM t")
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("SELECT * FROM ")
    page.keyboard.type("ivoa.obs", delay=30)
    info = page.locator(".cm-completionInfo")
    expect(info).to_be_visible(timeout=PATIENCE)
    is_within(info)
    page.keyboard.press("Escape")
    tab.get_by_role("button", name="Run", exact=True).dblclick()
    expect(tab.get_by_role("gridcell", name=MARKUP).first).to_be_visible(timeout=PATIENCE)
