"""Writing ADQL in the lab: tables, completion, marks, Fix, quick look, Run, tabs, uploads."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import opened
from tests.support.big_service import big_service, catalogue_of
from tests.support.journey import PATIENCE, Journey, axe_violations
from tests.support.jupyter import ONLY_SANDBOX, find_chromium, run_jupyter
from tests.support.servers import Server

TABLES = 5000
COUNTED = "fetch('/user/alice/esap/results?token=test').then(r => r.json()).then(all => all.length)"


class Writer:
    """A person at the page for writing ADQL."""

    def __init__(self, page: Page, archive: str = "sandbox") -> None:
        self.page = page
        page.evaluate(
            "archive => { jupyterapp.commands.execute('esap:adql', { archive }); }", archive
        )
        self.tab = page.locator(".esap-AdqlTab:not(.lm-mod-hidden)")
        self.tree = self.tab.get_by_role("tree")
        self.editor = self.tab.get_by_role("textbox", name="ADQL query")
        self.tab.get_by_role("treeitem").first.wait_for(timeout=PATIENCE)

    def button(self, name: str) -> Locator:
        return self.tab.get_by_role("button", name=name, exact=True)

    def write(self, text: str) -> None:
        self.editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def text(self) -> str:
        return self.editor.inner_text()

    def rows(self) -> None:
        expect(self.tab.get_by_role("grid")).to_be_visible(timeout=PATIENCE)

    def results(self) -> int:
        """How many results are stored."""
        return int(self.page.evaluate(f"() => {COUNTED}"))

    def expect_results(self, count: int) -> None:
        wanted = f"async count => (await {COUNTED}) === count"
        self.page.wait_for_function(wanted, arg=count, timeout=PATIENCE)


def test_completes_marks_mends_and_runs(page: Page) -> None:
    writer = Writer(page)
    writer.editor.click()
    page.keyboard.type("SELECT TOP 5 nam, size FROM tap_schema.colu", delay=15)
    option = page.locator(".cm-tooltip-autocomplete li").filter(has_text="tap_schema.columns")
    expect(option.first).to_be_visible(timeout=PATIENCE)
    # A completion takes a key only a moment after it has opened.
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    assert "FROM tap_schema.columns" in writer.text()
    status = writer.tab.get_by_role("status").filter(has_text="Line 1, column 14")
    expect(status).to_contain_text("tap_schema.columns has no column nam.", timeout=PATIENCE)
    expect(writer.tab.locator(".cm-lintRange-warning").first).to_be_visible()
    writer.button("Fix 1").click()
    expect(writer.editor).to_contain_text('"size"')
    page.keyboard.press("ControlOrMeta+z")
    expect(writer.editor).not_to_contain_text('"size"')
    writer.write("SELECT TOP 5 name, ra FROM ongc.objects")
    page.keyboard.press("ControlOrMeta+Enter")
    writer.rows()
    expect(writer.tab).to_contain_text(re.compile(r"5 rows"), timeout=PATIENCE)
    writer.button("Open as a tab").click()
    expect(page.locator(".esap-ResultTab:not(.lm-mod-hidden)")).to_be_visible(timeout=PATIENCE)


def test_completion_is_shut_once_a_word_is_whole_or_the_focus_elsewhere(page: Page) -> None:
    writer = Writer(page)
    writer.editor.click()
    popup = page.locator(".cm-tooltip-autocomplete")
    page.keyboard.type("SELECT FROM ongc.object", delay=15)
    expect(popup).to_be_visible(timeout=PATIENCE)
    page.keyboard.type("s", delay=15)
    expect(popup).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.type("WHE")
    writer.button("Run").focus()
    # The check comes after completion would have.
    expect(
        writer.tab.get_by_role("status").filter(has_text="no columns before FROM")
    ).to_be_visible(timeout=PATIENCE)
    expect(popup).to_have_count(0)
    expect(writer.editor).to_have_text(re.compile(r"ongc\.objects\s*WHE$"))


def test_an_error_never_stands_in_the_way(page: Page) -> None:
    writer = Writer(page)
    writer.write("SELECT FROM FROM")
    expect(writer.tab.get_by_text("Run asks the service all the same.")).to_be_visible(
        timeout=PATIENCE
    )
    writer.button("Run").click()
    expect(writer.tab.get_by_role("alert").filter(has_text="Sandbox")).to_be_visible(
        timeout=PATIENCE
    )


def test_a_quick_look_is_not_kept(page: Page) -> None:
    writer = Writer(page)
    before = writer.results()
    writer.write("SELECT * FROM ongc.objects")
    writer.button("Quick look").click()
    writer.rows()
    expect(writer.tab).to_contain_text("50 rows")
    writer.write("SELECT TOP 3 name FROM ongc.objects")
    writer.button("Run").click()
    expect(writer.tab).to_contain_text(re.compile(r"(?<!\d)3 rows"), timeout=PATIENCE)
    writer.expect_results(before + 1)


def test_tables_are_inserted_and_columns_in_the_order_of_clicks(page: Page) -> None:
    writer = Writer(page)
    writer.write("SELECT ")
    writer.tree.get_by_text("ongc.objects", exact=True).click()
    page.keyboard.press("ArrowRight")
    for name in ("dec", "ra"):
        writer.tree.locator(".esap-tree-label").get_by_text(name, exact=True).click()
    writer.button("Insert 2 columns").click()
    page.keyboard.type(" FROM ")
    writer.tree.get_by_text("ongc.objects", exact=True).dblclick()
    expect(writer.editor).to_have_text("SELECT dec, ra FROM ongc.objects")


def test_joins_of_foreign_keys(page: Page) -> None:
    writer = Writer(page)
    writer.tab.get_by_role("searchbox").first.fill("key_columns")
    writer.tree.get_by_text("tap_schema.key_columns", exact=True).click()
    page.keyboard.press("ArrowRight")
    writer.tree.get_by_text("Joins", exact=True).click()
    page.keyboard.press("ArrowRight")
    writer.tree.get_by_text("JOIN tap_schema.keys", exact=True).dblclick()
    expect(writer.editor).to_contain_text(
        "JOIN tap_schema.keys ON tap_schema.key_columns.key_id = tap_schema.keys.key_id"
    )


def test_constraints_write_the_query_and_the_cell(page: Page, jupyter) -> None:
    page.goto(jupyter.lab(jupyter.new_notebook("Constraints.ipynb")))
    page.wait_for_function("window.jupyterapp")
    page.evaluate("() => jupyterapp.restored.then(() => null)")
    # A notebook that opens late would come to the front.
    person = Journey(page, "mouse").wait_for_kernel()
    writer = Writer(page)
    writer.tree.get_by_text("ongc.objects", exact=True).click()
    writer.tab.get_by_role("tab", name="Constraints").click()
    writer.tab.locator("summary", has_text="Position").click()
    writer.tab.get_by_label("Target", exact=True).fill("M31")
    expect(writer.tab.get_by_role("checkbox", name="Use position")).to_be_checked()
    writer.tab.locator("summary", has_text="Columns").click()
    writer.tab.get_by_label("object_type", exact=True).fill("it's")
    preview = writer.tab.get_by_role("group", name="The query of the constraints")
    expect(preview).to_contain_text("object_type = 'it''s'", timeout=PATIENCE)
    writer.button("To ADQL").click()
    expect(writer.editor).to_contain_text("CIRCLE('ICRS', 10.68")
    writer.button("Insert Python").click()
    expect(page.get_by_text("A cell that asks this is in Constraints.ipynb.")).to_be_visible()
    assert any("esap.adql('sandbox'" in cell for cell in person.cells())


def test_queries_are_kept_over_a_reload_and_history_brings_them_back(page: Page) -> None:
    writer = Writer(page)
    writer.write("SELECT TOP 2 name FROM ongc.objects")
    writer.button("Run").click()
    writer.rows()
    writer.button("New query").click()
    expect(writer.editor).to_have_text(re.compile("^(SELECT TOP 10 \\* FROM …)?$"))
    writer.tab.get_by_role("tab", name="History").click()
    entry = writer.tab.get_by_role("button", name="SELECT TOP 2 name FROM ongc.objects")
    entry.first.click(timeout=PATIENCE)
    expect(writer.editor).to_have_text("SELECT TOP 2 name FROM ongc.objects")
    page.reload()
    page.wait_for_function("window.jupyterapp")
    page.evaluate("() => jupyterapp.restored.then(() => null)")
    again = Writer(page)
    names = again.tab.get_by_role("tablist", name="Queries").get_by_role("tab")
    expect(names).to_have_text(["Query 1", "Query 2"])
    expect(again.editor).to_have_text("SELECT TOP 2 name FROM ongc.objects")


def test_a_result_is_uploaded(page: Page) -> None:
    writer = Writer(page)
    writer.write("SELECT TOP 4 name, ra, dec FROM ongc.objects")
    writer.button("Run").click()
    writer.rows()
    writer.button("Upload").click()
    stored = writer.tab.get_by_role("menuitem").filter(has_text="· 4 rows")
    stored.first.click(timeout=PATIENCE)
    expect(writer.button("Remove upload mine")).to_be_visible()
    writer.write("SELECT COUNT(*) AS n FROM TAP_UPLOAD.mine")
    writer.button("Run").click()
    expect(writer.tab.get_by_role("gridcell").filter(has_text=re.compile(r"^4$"))).to_be_visible(
        timeout=PATIENCE
    )


def test_works_by_keyboard_and_axe_finds_nothing(page: Page) -> None:
    writer = Writer(page)
    writer.editor.click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not writer.editor.evaluate("node => node === document.activeElement")
    writer.button("Examples").focus()
    page.keyboard.press("Enter")
    expect(writer.tab.get_by_role("menuitem").nth(1)).to_be_visible(timeout=PATIENCE)
    assert axe_violations(page, ".esap-AdqlTab") == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(writer.editor).to_contain_text("COUNT(*)")
    writer.write("SELECT size FROM ongc.objects")
    writer.button("Run").click()
    expect(writer.tab.get_by_role("alert").filter(has_text="size")).to_be_visible(timeout=PATIENCE)
    assert axe_violations(page, ".esap-AdqlTab") == []


@pytest.fixture(scope="module")
def big() -> Iterator[Server]:
    with big_service(TABLES) as server:
        yield server


def test_five_thousand_tables_take_no_request_each(
    context: BrowserContext, big: Server, tmp_path: Path
) -> None:
    if find_chromium() is None:
        pytest.skip("no chromium")
    with run_jupyter(tmp_path / "home", catalogue=ONLY_SANDBOX + catalogue_of(big)) as lab:
        page = opened(context, lab.lab())
        writer = Writer(page, "big")
        expect(writer.tab).to_contain_text("VOSI 1.1 tables")
        assert [asked.path for asked in big.asked] == ["/tap/capabilities", "/tap/tables"]
        writer.tab.get_by_role("searchbox").first.fill("redshifts 4321th")
        row = writer.tree.get_by_text('"J/4321/table"', exact=True)
        row.click()
        page.keyboard.press("ArrowRight")
        expect(writer.tree.get_by_text("size", exact=True)).to_be_visible(timeout=PATIENCE)
        assert len(big.asked) == 3
        writer.tree.get_by_text("size", exact=True).dblclick()
        expect(writer.editor).to_have_text('"size"')
