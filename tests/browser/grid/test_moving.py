"""Where a person is in the grid and what is seen there, with and without eyes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.grid.driver import active, enter, focused, in_order, press, show, violations
from tests.browser.grid_page.server import LARGE
from tests.support.jupyter import find_chromium


def test_a_walk_with_the_keyboard(page):
    enter(page)
    assert focused(page).startswith("esap-grid-")
    assert active(page) == ["gridcell", 2, 1]
    press(page, "ArrowDown", "ArrowRight")
    assert active(page) == ["gridcell", 3, 2]
    press(page, "Control+End")
    assert active(page) == ["gridcell", 1_000_001, 300]
    expect(page.locator("[aria-rowindex='1000001'] [aria-colindex='300']")).to_have_text(
        re.compile(r"\d")
    )
    press(page, "ArrowDown", "ArrowRight")
    assert active(page) == ["gridcell", 1_000_001, 300]
    press(page, "Home", "Control+Home", "PageDown")
    assert active(page)[1] > 15
    press(page, "Control+Home", "ArrowUp")
    assert active(page) == ["columnheader", 1, 1]
    press(page, "End")
    assert active(page) == ["columnheader", 1, 300]


def test_tab_leaves_in_both_directions(page):
    enter(page)
    press(page, "Tab")
    assert focused(page) == "after"
    press(page, "Shift+Tab")
    assert focused(page).startswith("esap-grid-")
    press(page, "Shift+Tab")
    assert focused(page) == "before"


def test_the_active_cell_comes_back_when_scrolled_out(page):
    enter(page)
    press(page, "ArrowDown")
    page.mouse.move(500, 400)
    page.mouse.wheel(0, 5000)
    expect(page.locator("[role=grid]:not([aria-activedescendant])")).to_be_visible()
    press(page, "ArrowDown")
    assert active(page) == ["gridcell", 4, 1]


def test_the_page_is_in_reading_order_after_jumps(page):
    for row in (500_000, 500_010, 499_990, 3, 0, 999_999):
        page.evaluate("row => grid.goTo(row)", row)
        assert in_order(page)


def test_a_hidden_grid_keeps_and_takes_its_place(page):
    place = "document.getElementById('place').style.display = "
    page.evaluate("grid.goTo(700000)")
    expect(page.locator("[aria-rowindex='700002'] [aria-colindex='1']")).to_be_in_viewport()
    page.evaluate(place + "'none'")
    active(page)
    page.evaluate(place + "''")
    active(page)
    expect(page.locator("[aria-rowindex='700002'] [aria-colindex='1']")).to_be_in_viewport()
    page.evaluate(place + "'none'")
    active(page)
    page.evaluate("grid.goTo(5000)")
    page.evaluate(place + "''")
    expect(page.locator("[aria-rowindex='5002'] [aria-colindex='1']")).to_be_in_viewport()


def test_go_to_row(page):
    enter(page)
    press(page, "Control+g")
    field = page.get_by_role("textbox", name="Go to row")
    expect(field).to_be_focused()
    field.fill("2000000")
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_contain_text("There is no such row")
    assert violations(page) == []
    field.fill("123 457")
    press(page, "Enter")
    assert active(page) == ["gridcell", 123_458, 1]
    assert focused(page).startswith("esap-grid-")
    assert page.evaluate("told.row.at(-1)") == 123_456


def test_a_page_that_fails_says_why_and_comes_back(page, site):
    site.failing = True
    enter(page)
    press(page, "Control+End")
    status = page.get_by_role("status")
    expect(status).to_contain_text("could not be loaded. The archive hung up.")
    cell = page.locator("[aria-rowindex='1000001'] [aria-colindex='300']")
    expect(cell).to_have_text("failed")
    assert violations(page) == []
    site.failing = False
    press(page, "Enter")
    expect(cell).to_have_text("999999.299")
    expect(status).to_have_text("")
    site.failing = True
    page.evaluate("grid.goTo(300000)")
    expect(status).to_contain_text("hung up")
    site.failing = False
    page.get_by_role("button", name="Retry").click()
    expect(page.locator("[aria-rowindex='300002'] [aria-colindex='300']")).to_have_text(
        re.compile("300000")
    )


@pytest.mark.parametrize("theme", ["light", "dark", "dark-high-contrast"])
def test_axe_and_contrast(page, site, theme):
    site.theme = theme
    show(page, site)
    enter(page)
    press(page, "Space", "Shift+ArrowDown")
    assert violations(page) == []
    ratios = page.evaluate(CONTRAST)
    assert set(ratios) == {"cell", "selected", "missing", "header", "unit"}
    assert {name: ratio for name, ratio in ratios.items() if ratio < 4.5} == {}


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const shown = colours => {
    canvas.fillStyle = '#fff'; canvas.fillRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = rgb => rgb.map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = selector => {
    const node = document.querySelector(selector);
    const backs = [];
    for (let at = node; at; at = at.parentElement) {
      backs.unshift(getComputedStyle(at).backgroundColor);
    }
    const [a, b] = [light(shown(backs)), light(shown([...backs, getComputedStyle(node).color]))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  return {
    cell: ratio('[aria-selected=false] [role=gridcell]'),
    selected: ratio('[aria-selected=true] [role=gridcell]'),
    missing: ratio('.esap-mod-null'),
    header: ratio('.esap-Grid-name'),
    unit: ratio('.esap-Grid-unit')
  };
}"""


def test_what_assistive_technology_sees(page, context):
    enter(page)
    page.evaluate("grid.goTo(500000)")
    expect(page.locator("[aria-rowindex='500002'] [aria-colindex='2']")).to_have_text(
        re.compile("500000")
    )
    tree = context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_role = {}
    for node in tree:
        if not node.get("ignored"):
            by_role.setdefault(node["role"]["value"], []).append(node)
    (grid,) = by_role["grid"]
    assert grid["name"]["value"] == "Made-up rows"
    assert "Space selects a row" in grid["description"]["value"]
    properties = {item["name"]: item["value"] for item in grid["properties"]}
    assert properties["multiselectable"]["value"] is True
    assert properties["readonly"]["value"] is True
    assert properties["activedescendant"]["relatedNodes"]
    header = next(n for n in by_role["columnheader"] if n["name"]["value"].startswith("flux_1"))
    assert header["name"]["value"].split() == ["flux_1", "deg"]
    assert "The made-up column 1. Unit: deg" in header["description"]["value"]
    names = [node["name"]["value"] for node in by_role["gridcell"]]
    assert "missing" in names
    assert len(by_role["row"]) > 20


def test_the_wheel_moves_by_its_own_pixels(page):
    page.mouse.move(500, 400)
    for row in (0, 8_400, 500_000, 990_000):
        page.evaluate("row => grid.goTo(row)", row)
        active(page)
        before = top(page)
        for _ in range(10):
            page.mouse.wheel(0, 120)
            page.wait_for_timeout(20)
        page.wait_for_timeout(400)
        assert abs(top(page) - before - 1200) <= 2


def top(page):
    """The true scroll position, from the first row on the page."""
    return page.evaluate(
        """() => {
        const row = document.querySelector('.esap-Grid-body [role=row]');
        const shift = new DOMMatrix(getComputedStyle(row).transform).m42;
        return (Number(row.getAttribute('aria-rowindex')) - 2) * row.offsetHeight - shift;
        }"""
    )


def test_no_rows(page, site):
    show(page, site, "?rows=0", rows=False)
    expect(page.get_by_text("No rows")).to_be_visible()
    enter(page)
    press(page, "ArrowDown", "Control+End", "Control+a", "Control+g", "Space", "Escape")
    assert focused(page).startswith("esap-grid-")
    assert violations(page) == []
    assert page.evaluate("grid.selection.size") == 0


def test_rows_follow_the_size_of_the_font(page):
    row = page.locator("[aria-rowindex='2']")
    before = row.bounding_box()["height"]
    page.evaluate("grid.goTo(1000)")
    page.evaluate("document.documentElement.style.setProperty('--jp-ui-font-size1', '26px')")
    row = page.locator("[aria-rowindex='1002']")
    expect(row).to_have_css("height", f"{2 * before:g}px")


def test_every_row_is_reached_at_a_device_scale_of_four(browser, site):
    scaled = browser.browser_type.launch(
        executable_path=find_chromium(),
        args=["--force-device-scale-factor=4", "--window-size=1140,800"],
    )
    try:
        page = scaled.new_context(no_viewport=True).new_page()
        show(page, site)
        assert page.evaluate("devicePixelRatio") == 4
        page.evaluate("document.querySelector('[role=grid]').scrollTop = 1e9")
        expect(page.locator("[aria-rowindex='1000001']")).to_be_visible()
        for row in (0, 8_333, 8_334, 123_456, 500_000, 991_666, 991_667, 999_999):
            page.evaluate("row => grid.goTo(row)", row)
            cell = page.locator(f"[aria-rowindex='{row + 2}'] [aria-colindex='1']")
            expect(cell).to_be_in_viewport(ratio=1)
            page.wait_for_timeout(250)
            expect(cell).to_be_in_viewport(ratio=1)
            expect(cell).to_have_text(str(LARGE + row))
    finally:
        scaled.close()
