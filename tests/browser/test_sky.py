"""Rows on the sky, with the selection shared both ways."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.images import PATIENCE, open_images
from tests.support.journey import axe_violations

SHIFT = ["Shift"]


@pytest.fixture
def tab(page, jupyter):
    tab = open_images(page, jupyter)
    expect(words(tab)).to_contain_text("positions between", timeout=PATIENCE)
    return tab


def words(tab):
    return tab.locator(".esap-sky-words")


def stage(tab):
    return tab.get_by_label("Positions on the sky")


def selected(tab):
    return tab.locator("[role=row][aria-selected=true]")


def pixels(tab):
    """Count the pixels that are not the ground's, so that an empty picture is told from a full."""
    return tab.locator(".esap-sky-canvas").evaluate(
        """canvas => {
          const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const colours = new Set();
          for (let at = 0; at < data.length; at += 4) {
            colours.add(data.slice(at, at + 3).join());
          }
          return colours.size;
        }"""
    )


def test_row_14_rows_and_footprints_are_drawn_and_told(tab):
    expect(words(tab)).to_contain_text(re.compile(r"10 positions between .*; 10 footprints"))
    assert pixels(tab) > 5


def test_row_14_what_the_grid_selects_is_marked_on_the_sky(tab):
    before = tab.locator(".esap-sky-canvas").screenshot()
    tab.get_by_role("gridcell").filter(has_text="neutral hydrogen cube").first.click()
    expect(words(tab)).to_contain_text("1 selected")
    tab.page.wait_for_timeout(100)
    assert tab.locator(".esap-sky-canvas").screenshot() != before


def test_row_14_what_is_chosen_on_the_sky_is_selected_in_the_grid(tab):
    stage(tab).focus()
    tab.page.keyboard.press("n")
    status = tab.locator(".esap-sky [role=status]")
    expect(status).to_contain_text("of 10")
    place = int(re.search(r"(\d+) of 10", status.text_content()).group(1))
    tab.page.keyboard.press("Enter")
    expect(selected(tab)).to_have_count(1)
    expect(selected(tab)).to_have_attribute("aria-rowindex", str(place + 1))
    expect(words(tab)).to_contain_text("1 selected")


def test_a_box_selects_all_in_it(tab):
    box = stage(tab).bounding_box()
    mouse, keyboard = tab.page.mouse, tab.page.keyboard
    keyboard.down("Shift")
    mouse.move(box["x"] + 2, box["y"] + 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3, steps=4)
    mouse.up()
    keyboard.up("Shift")
    expect(words(tab)).to_contain_text("10 selected")
    expect(tab.get_by_text(re.compile("10 selected")).first).to_be_visible()


def test_a_click_selects_the_row_drawn_there(tab):
    box = stage(tab).bounding_box()
    # M31 itself is in the middle of what was searched.
    tab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(selected(tab)).to_have_count(1)


def test_the_wheel_and_dragging_move_the_view_and_all_comes_back(tab):
    canvas = tab.locator(".esap-sky-canvas")
    before = canvas.screenshot()
    box = stage(tab).bounding_box()
    mouse = tab.page.mouse
    mouse.move(box["x"] + 60, box["y"] + 60)
    mouse.wheel(0, -300)
    tab.page.wait_for_timeout(100)
    near = canvas.screenshot()
    assert near != before
    mouse.down()
    mouse.move(box["x"] + 120, box["y"] + 90, steps=3)
    mouse.up()
    tab.page.wait_for_timeout(100)
    assert canvas.screenshot() != near
    expect(selected(tab)).to_have_count(0)
    tab.get_by_role("button", name="Show all positions").click()
    mouse.move(0, 0)
    tab.page.wait_for_timeout(100)
    assert canvas.screenshot() == before


def test_sorting_keeps_rows_and_points_together(tab):
    keyboard = tab.page.keyboard
    tab.get_by_role("grid").focus()
    keyboard.press("ArrowUp")
    keyboard.press("Enter")
    expect(tab.locator("[aria-sort=ascending]")).to_be_visible()
    with tab.page.expect_response(re.compile("footprints.*direction=descending")):
        keyboard.press("Enter")
    stage(tab).focus()
    tab.page.keyboard.press("n")
    status = tab.locator(".esap-sky [role=status]")
    expect(status).to_contain_text(" of 10")
    tab.page.keyboard.press("Enter")
    expect(selected(tab)).to_have_count(1)
    entry = tab.locator(".esap-values > div").filter(has=tab.page.locator("dt", has_text="s_ra"))
    degrees = float(re.search(r"\d+\.\d+", entry.inner_text()).group())
    minutes = int(degrees / 15 * 60)
    expect(status).to_contain_text(f"{minutes // 60:02}h{minutes % 60:02}m")


def test_panes_fold_away_and_stay_so(tab, page, jupyter):
    toggle = tab.get_by_role("button", name="Sky", exact=True)
    expect(toggle).to_have_attribute("aria-expanded", "true")
    toggle.click()
    expect(stage(tab)).to_be_hidden()
    again = open_images(page, jupyter, target="M51")
    expect(again.get_by_role("button", name="Sky", exact=True)).to_have_attribute(
        "aria-expanded", "false"
    )


def test_all_over_the_sky(page, jupyter):
    tab = open_images(page, jupyter, adql="SELECT TOP 300 * FROM ivoa.obscore")
    expect(words(tab)).to_contain_text("all over the sky", timeout=PATIENCE)
    stage(tab).focus()
    page.keyboard.press("ArrowLeft")
    expect(tab.locator(".esap-sky [role=status]")).to_contain_text("The whole sky is shown.")


def test_a_table_without_positions_says_so(page, jupyter):
    tab = open_images(page, jupyter, adql="SELECT table_name FROM TAP_SCHEMA.tables")
    words = "This table has no positions, so there is nothing to draw."
    expect(tab.get_by_text(words)).to_be_visible(timeout=PATIENCE)


def test_the_panes_are_accessible(tab, page):
    tab.get_by_role("button", name="List files").click()
    expect(tab.get_by_role("button", name=re.compile("^Cut out… "))).to_be_visible(timeout=PATIENCE)
    assert axe_violations(page, ".esap-side") == []
