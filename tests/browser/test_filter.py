"""Rows of a result are filtered by value, and what is selected among them is what is meant."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.support.journey import Journey, axe_violations

PATIENCE = 60_000


@pytest.fixture
def tab(page, jupyter):
    journey = Journey(page, "mouse").open_panel().tick_only("Sandbox")
    journey.search("M31", "3")
    tab = journey.result
    expect(grid(tab).get_by_role("gridcell").first).to_be_visible(timeout=PATIENCE)
    return tab


def grid(tab):
    return tab.get_by_role("grid", name=re.compile("^Rows of"))


def filter_column(tab, name, condition, value):
    """Ask by the keyboard alone, from the column's header."""
    header = tab.get_by_role("columnheader", name=re.compile(f"^{name}"))
    header.click(button="right")
    tab.page.get_by_role("menuitem", name="Filter…").press("Enter")
    box = tab.page.get_by_role("dialog", name=f"Filter {name}")
    box.get_by_label("Condition").select_option(condition)
    box.get_by_label("Value").fill(value)
    box.get_by_label("Value").press("Enter")
    return box


def shown(tab, rows):
    expect(grid(tab)).to_have_attribute("aria-rowcount", str(rows + 1), timeout=PATIENCE)


def test_row_11_rows_are_filtered_by_column_and_text(tab):
    all_rows = int(grid(tab).get_attribute("aria-rowcount") or "0") - 1
    box = filter_column(tab, "ra", "<", "bright")
    expect(box.get_by_role("alert")).to_contain_text("holds numbers; 'bright' is none")
    assert axe_violations(tab.page, ".esap-Grid-filter") == []
    box.get_by_label("Value").fill("10.68")
    box.get_by_label("Value").press("Enter")
    expect(box).to_have_count(0)
    chip = tab.get_by_role("listitem").filter(has_text="ra < 10.68")
    expect(chip).to_be_visible()
    few = int(grid(tab).get_attribute("aria-rowcount") or "0") - 1
    assert 0 < few < all_rows
    expect(tab.get_by_text(f"{few} of {all_rows} rows", exact=True)).to_be_visible()
    expect(tab.get_by_role("status").get_by_text("meet the filters")).to_have_count(1)
    expect(tab.get_by_role("button", name=f"To kernel (all {all_rows} rows)")).to_be_visible()
    tab.get_by_role("searchbox", name="Filter rows").fill("ngc0221")
    shown(tab, 1)
    assert axe_violations(tab.page, ".esap-ResultTab") == []
    tab.get_by_role("searchbox", name="Filter rows").fill("nothing like it")
    shown(tab, 0)
    expect(tab.get_by_text("No row meets the filters.")).to_be_visible()
    tab.locator(".esap-Grid-empty").get_by_role("button", name="Clear filters").click()
    shown(tab, all_rows)
    expect(chip).to_have_count(0)
    expect(tab.get_by_role("button", name="To kernel", exact=True)).to_be_visible()


def test_a_row_among_few_is_the_row_that_is_meant(tab):
    filter_column(tab, "common_name", "contains", "andromeda galaxy")
    shown(tab, 1)
    with tab.page.expect_response(re.compile("/rows/0/links")) as asked:
        grid(tab).get_by_role("gridcell").first.click()
        tab.get_by_role("button", name="List files").click()
    where = json.loads(re.search(r"where=([^&]+)", unquoted(asked.value.url)).group(1))
    assert where["conditions"][0]["value"] == "andromeda galaxy"
    expect(tab.locator(".esap-row-heading")).to_contain_text("NGC0224 · row 1 of 1")
    expect(tab.locator(".esap-sky-words")).to_contain_text(re.compile("^1 position"))


def unquoted(url):
    from urllib.parse import unquote_plus

    return unquote_plus(url)
