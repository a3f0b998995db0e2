"""From a row to its preview, its files, and a cutout in the workspace."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.support.browsing import opened
from tests.support.images import PATIENCE, open_images
from tests.support.journey import Journey


@pytest.fixture
def tab(context, jupyter):
    page = opened(context, jupyter.lab(jupyter.new_notebook("Links.ipynb")))
    # A notebook that opens late would come to the front.
    Journey(page, "mouse").wait_for_kernel()
    return open_images(page, jupyter)


def test_row_13_a_preview_comes_through_the_server_alone(tab, jupyter):
    asked = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.get_by_role("button", name="Show preview").click()
    image = tab.get_by_role("img", name=re.compile("^Preview of NGC ?224"))
    expect(image).to_be_visible(timeout=PATIENCE)
    assert image.evaluate("image => image.naturalWidth") > 10
    others = [url for url in asked if not url.startswith((jupyter.url, "blob:"))]
    assert others == []


def test_row_10_datalink_and_a_cutout_in_the_workspace(tab, jupyter):
    tab.get_by_role("button", name="List files").click()
    for group in ("The data", "Preview", "Cutout", "Calibration"):
        expect(tab.get_by_role("list", name=group)).to_be_visible(timeout=PATIENCE)
    tab.get_by_role("button", name=re.compile("^Cut out… ")).click()
    radius = tab.get_by_role("textbox", name="CIRCLE: radius")
    expect(radius).not_to_have_value("")
    radius.fill("0.2")
    tab.get_by_role("button", name="Cut out", exact=True).click()
    done = tab.get_by_text(re.compile(r"^esap-data/sandbox/.* is in the workspace"))
    expect(done.first).to_be_visible(timeout=PATIENCE)
    path = re.match(r"(\S+) is in", done.first.text_content()).group(1)
    from astropy.io import fits

    with fits.open(jupyter.root / path) as part:
        assert part[0].header["NAXIS1"] > 1
    tab.get_by_role("button", name="Insert path").click()
    expect(tab.get_by_text("A cell with its path is in Links.ipynb.").first).to_be_visible()
    source = tab.page.evaluate(
        """() => [...window.jupyterapp.shell.widgets('main')]
          .find(one => one.content?.model?.cells).content.model.cells.get(1).sharedModel.source"""
    )
    assert source == f"path = {json.dumps(path)}"


def test_a_file_is_fetched_and_shown_in_the_file_browser(tab, jupyter):
    tab.get_by_role("button", name="List files").click()
    tab.get_by_role("button", name=re.compile("^Fetch .*whole file")).click(timeout=PATIENCE)
    show = tab.get_by_role("button", name="Show in file browser")
    show.click(timeout=PATIENCE)
    row = tab.page.locator(".jp-DirListing-item").filter(has_text=".fits")
    expect(row.first).to_be_visible(timeout=PATIENCE)
    assert list((jupyter.root / "esap-data" / "sandbox").glob("*.fits"))
    assert not list((jupyter.root / "esap-data" / "sandbox").glob(".esap-*"))


def test_bad_values_are_told_beside_the_form(tab):
    tab.get_by_role("button", name="List files").click()
    tab.get_by_role("button", name=re.compile("^Cut out… ")).click(timeout=PATIENCE)
    tab.get_by_role("textbox", name="CIRCLE: radius").fill("wide")
    tab.get_by_role("button", name="Cut out", exact=True).click()
    expect(tab.get_by_text("CIRCLE: wide is not a number.")).to_be_visible()
    tab.get_by_role("textbox", name="CIRCLE: radius").fill("0.01")
    tab.get_by_role("textbox", name="CIRCLE: declination").fill("-80")
    tab.get_by_role("button", name="Cut out", exact=True).click()
    expect(tab.get_by_text(re.compile("CIRCLE cannot be")).first).to_be_visible(timeout=PATIENCE)


def test_the_row_pane_follows_the_current_row(tab):
    heading = tab.locator(".esap-row-heading")
    expect(heading).to_contain_text("row 1 of 10", timeout=PATIENCE)
    tab.get_by_role("grid").focus()
    tab.page.keyboard.press("ArrowDown")
    expect(heading).to_contain_text("row 2 of 10")
    tab.get_by_role("searchbox", name="Find a column").fill("wavelength")
    values = tab.locator(".esap-values")
    expect(values).to_contain_text("em_min")
    expect(values).not_to_contain_text("target_name")


def test_for_each_row_asks_by_itself(tab):
    tab.get_by_role("checkbox", name="for each row").check()
    expect(tab.get_by_role("list", name="The data")).to_be_visible(timeout=PATIENCE)
    tab.get_by_role("grid").focus()
    tab.page.keyboard.press("ArrowDown")
    expect(tab.locator(".esap-row-heading")).to_contain_text("row 2 of 10")
    expect(tab.get_by_role("list", name="The data")).to_be_visible(timeout=PATIENCE)
    expect(tab.get_by_role("img", name=re.compile("^Preview of"))).to_be_visible(timeout=PATIENCE)


def test_the_row_pane_begins_anew_when_rows_are_sorted_by_a_click_on_a_header(tab):
    heading = tab.locator(".esap-row-heading")
    expect(heading).to_contain_text("row 1 of 10", timeout=PATIENCE)
    tab.get_by_role("grid").focus()
    tab.page.keyboard.press("ArrowDown")
    expect(heading).to_contain_text("row 2 of 10")
    header = tab.get_by_role("columnheader", name="dataproduct_type")
    # A header that has just been scrolled to is painted in the next frame.
    header.scroll_into_view_if_needed()
    header.hover()
    header.click()
    expect(heading).to_contain_text("row 1 of 10")
    expect(tab.get_by_role("alert").filter(has_text="cannot be shown")).to_have_count(0)
