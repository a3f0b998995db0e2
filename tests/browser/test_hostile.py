"""Archives that send markup and code for names and values, or that never say a word."""

import ast
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Dialog, expect

from tests.browser.conftest import opened
from tests.support.journey import PATIENCE, Journey
from tests.support.jupyter import Jupyter, find_chromium, run_jupyter
from tests.support.servers import black_hole, serve
from tests.support.tap import TABLES, tap

MARKUP = "<img src=x onerror=alert(1)>"
CODE = '"; import os'
IN_XML = {name: name.replace("<", "&lt;").replace('"', "&quot;") for name in (MARKUP, CODE)}
QUERY = f"SELECT '{MARKUP}', '{CODE}' FROM my.stars"

ARCHIVES = """
[archives.sandbox]
default = false
[archives.astron_vo]
default = false
[archives.hostile]
name = "{name}"
kind = "tap"
url = "{hostile}/tap"
description = "{name}"
[archives.hole]
name = "Hole"
kind = "tap"
url = "{hole}"
"""


def answer() -> bytes:
    """Return a VOTable whose names, descriptions and cells are hostile."""
    fields = "".join(
        f'<FIELD name="{text}" datatype="char" arraysize="*" unit="{text}" ucd="{text}">'
        f"<DESCRIPTION>{text}</DESCRIPTION></FIELD>"
        for text in IN_XML.values()
    )
    cells = "".join(f"<TD>{text}</TD>" for text in IN_XML.values())
    return (
        '<?xml version="1.0"?><VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">'
        '<RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>'
        f"<TABLE><DESCRIPTION>{IN_XML[MARKUP]}</DESCRIPTION>{fields}"
        f"<DATA><TABLEDATA><TR>{cells}</TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
    ).encode()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """A server with one archive that is hostile and one that is silent."""
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    tables = TABLES.replace(b">Stars<", f">{IN_XML[MARKUP]}<".encode())
    with serve(tap(answer(), tables=tables)) as server, black_hole() as hole:
        catalogue = ARCHIVES.format(name=MARKUP, hostile=server.url, hole=hole)
        with run_jupyter(tmp_path_factory.mktemp("hostile") / "home", catalogue=catalogue) as lab:
            yield lab


@pytest.fixture
def person(request: pytest.FixtureRequest, context: BrowserContext, hostile: Jupyter) -> Journey:
    path = hostile.new_notebook(f"{request.node.name}.ipynb")
    return Journey(opened(context, hostile.lab(path)), "mouse").wait_for_kernel().open_panel()


def test_what_is_hostile_stays_text(person: Journey) -> None:
    page = person.page
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    person.press(person.panel.get_by_role("button", name=f"Details of {MARKUP}"))
    expect(person.panel).to_contain_text(MARKUP)
    person.press(person.panel.locator("summary", has_text="ADQL"))
    person.panel.get_by_label("Archive", exact=True).select_option(label=MARKUP)
    person.type(person.panel.get_by_label("ADQL query"), QUERY)
    person.press(person.panel.get_by_role("button", name="Run", exact=True))
    assert person.rows() == 1
    person.press(person.result.locator("summary", has_text="Provenance"))
    for text in (MARKUP, CODE):
        expect(person.result.get_by_role("columnheader", name=text).first).to_be_visible()
        expect(person.result.get_by_role("gridcell", name=text).first).to_be_visible()
    person.to_kernel("stars")
    same = f"print(stars.colnames == list(stars[0]) == {[MARKUP, CODE]!r}, 'os' in globals())"
    assert person.run(same) == "True False\n"
    cell = person.insert_code()
    assert [type(node) for node in ast.parse(cell).body] == [ast.Import, ast.Assign]
    assert person.run(f"del stars\n{cell}\n{same}") == "True False\n"
    assert dialogs == []
    assert page.locator("img[src=x]").count() == 0


def test_a_silent_archive_can_be_left(person: Journey) -> None:
    person.tick_only("Hole").search("10.6847 +41.2687", "0.5")
    expect(person.result).to_be_visible(timeout=PATIENCE)
    person.press(person.panel.get_by_role("button", name="Cancel", exact=True))
    expect(person.result).to_contain_text("The search of Hole was cancelled.", timeout=15_000)
