"""The grid in a real browser, on made-up rows that come with latency."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.grid_page.server import LARGE, ROOT, serve
from tests.support.jupyter import find_chromium

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("grid")) as page:
        yield page


@pytest.fixture
def site(served):
    """The page's server as it is by default, with no request counted."""
    served.theme = "light"
    served.failing = False
    served.slow_direction = None
    served.requests.clear()
    return served


@pytest.fixture
def context(browser):
    context = browser.new_context(
        viewport={"width": 1140, "height": 760}, permissions=["clipboard-read", "clipboard-write"]
    )
    yield context
    context.close()


@pytest.fixture
def page(context, site):
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108 (Playwright marks it)
    show(page, site)
    yield page
    assert not errors


def show(page, site, query="", *, rows=True):
    page.goto(site.url + query)
    if rows:
        expect(page.get_by_role("gridcell", name=str(LARGE), exact=True)).to_be_visible()


def enter(page):
    """Come to the grid with the Tab key."""
    page.focus("#before")
    page.keyboard.press("Tab")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def active(page):
    """Role, aria-rowindex, aria-colindex and text of the active descendant."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate(
        """() => {
        const view = document.querySelector('[role=grid]');
        const cell = document.getElementById(view.getAttribute('aria-activedescendant'));
        return cell && [cell.getAttribute('role'),
          Number(cell.closest('[role=row]').getAttribute('aria-rowindex')),
          Number(cell.getAttribute('aria-colindex'))];
        }"""
    )


def violations(page):
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(result => result.violations)", RULES
    )
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"][:3]]) for rule in found]


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


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


def test_selection_by_keyboard(page):
    enter(page)
    press(page, "ArrowDown", "Space", "Shift+ArrowDown", "Shift+ArrowDown")
    assert page.evaluate("grid.selection.ranges") == [[1, 3]]
    expect(page.get_by_role("status")).to_have_text("3 rows selected.")
    expect(page.locator("[role=row][aria-selected=true]")).to_have_count(3)
    press(page, "Control+a")
    assert page.evaluate("grid.selection.ranges") == [[0, 999_999]]
    press(page, "Escape")
    assert page.evaluate("grid.selection.size") == 0
    assert page.evaluate("told.select.at(-1)") == 0


def test_selection_by_pointer(page):
    page.evaluate("grid.goTo(500000)")
    cell = "[aria-rowindex='{}'] [aria-colindex='2']"
    page.click(cell.format(499_996))
    page.click(cell.format(500_001), modifiers=["Shift"])
    page.click(cell.format(500_006), modifiers=["Control"])
    assert page.evaluate("grid.selection.ranges") == [[499_994, 499_999], [500_004, 500_004]]


def test_copy_fetches_what_is_not_here(page):
    enter(page)
    press(page, "Space", *["ArrowRight"] * 2, "Control+End", "Shift+Space")
    page.evaluate("grid.selection.clear(); grid.selection.add(1000, 1299)")
    press(page, "Control+c")
    expect(page.get_by_role("status")).to_have_text("Copied 300 rows of 300 columns.")
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert len(lines) == 301
    assert lines[0].split("\t")[:2] == ["source_id", "flux_1"]
    assert [len(line.split("\t")) for line in lines] == [300] * 301
    assert lines[1].split("\t")[0] == str(LARGE + 1000)
    assert lines[300].split("\t")[298] == "1299.298"


def test_copy_says_when_it_was_cut(page):
    enter(page)
    press(page, "Control+a", "Control+c")
    expect(page.get_by_role("status")).to_contain_text("Copied only the first 333 rows of 1")
    assert page.evaluate("navigator.clipboard.readText()").count("\n") == 333


def test_sort_by_keyboard_and_pointer(page, site):
    enter(page)
    press(page, "ArrowUp", "Enter")
    header = page.get_by_role("columnheader", name="source_id")
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("status")).to_have_text("Sorted by source_id, ascending.")
    header.click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(page.locator("[aria-rowindex='2'] [aria-colindex='1']")).to_have_text(
        str(LARGE + 999_999)
    )
    expect(page.locator("[aria-sort=ascending], [aria-sort=descending]")).to_have_count(1)
    header.click()
    expect(header).to_have_attribute("aria-sort", "none")
    assert page.evaluate("told.sort.map(sort => sort.direction)") == [
        "ascending",
        "descending",
        "none",
    ]


def test_a_late_reply_to_an_older_order_is_dropped(page, site):
    site.slow_direction = "ascending"
    enter(page)
    press(page, "ArrowUp", "Enter")
    page.wait_for_timeout(200)
    press(page, "Enter")
    first = page.locator("[aria-rowindex='2'] [aria-colindex='1']")
    expect(first).to_have_text(str(LARGE + 999_999))
    page.wait_for_timeout(1200)
    expect(first).to_have_text(str(LARGE + 999_999))
    assert any("ascending" in request for request in site.requests)


def test_the_column_menu(page):
    enter(page)
    press(page, "ArrowUp", "ArrowRight", "Alt+ArrowDown")
    menu = page.get_by_role("menu", name="Column flux_1")
    expect(menu).to_be_visible()
    expect(page.get_by_role("menuitemradio", name="Sort ascending")).to_be_focused()
    assert violations(page) == []
    sizes = menu.locator("[role^=menuitem]").evaluate_all("all => all.map(e => e.offsetHeight)")
    assert min(sizes) >= 24
    press(page, "ArrowUp")
    expect(page.get_by_role("menuitem", name="Copy name")).to_be_focused()
    press(page, "Enter")
    expect(menu).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("Copied the name flux_1.")
    assert page.evaluate("navigator.clipboard.readText()") == "flux_1"
    press(page, "Shift+F10", "Escape")
    assert focused(page).startswith("esap-grid-")
    press(page, "Space", "p", "Enter")
    expect(page.locator(".esap-Grid-head .esap-Grid-held")).to_have_text("flux_1deg")
    assert active(page) == ["columnheader", 1, 1]
    press(page, "Space", "h", "Enter")
    expect(page.get_by_role("columnheader", name="flux_1", exact=False)).to_have_count(0)
    expect(page.locator("[role=grid]")).to_have_attribute("aria-colcount", "299")
    press(page, "Space", "End", "ArrowUp", "Enter")
    expect(page.locator("[role=grid]")).to_have_attribute("aria-colcount", "300")


def test_columns_are_moved_and_sized_by_keyboard(page):
    enter(page)
    press(page, "ArrowUp", "Control+Shift+ArrowRight")
    assert active(page) == ["columnheader", 1, 2]
    expect(page.get_by_role("status")).to_have_text("source_id is column 2 of 300.")
    header = page.get_by_role("columnheader", name="source_id")
    before = header.bounding_box()["width"]
    press(page, "Alt+ArrowRight")
    expect(page.get_by_role("status")).to_contain_text("pixels wide")
    assert header.bounding_box()["width"] == before + 16
    assert in_order(page)


def test_columns_are_moved_and_sized_by_pointer(page):
    header = page.get_by_role("columnheader", name="flux_2")
    box = header.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 3, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 57, middle, steps=4)
    page.mouse.up()
    assert header.bounding_box()["width"] == box["width"] + 60
    target = page.get_by_role("columnheader", name="source_id").bounding_box()
    page.mouse.move(box["x"] + 40, middle)
    page.mouse.down()
    page.mouse.move(target["x"] + 20, middle, steps=6)
    expect(page.locator(".esap-Grid-drop")).to_be_visible()
    page.mouse.up()
    expect(header).to_have_attribute("aria-colindex", "1")
    assert page.evaluate("source.sort.direction") == "none"
    assert in_order(page)


def in_order(page):
    """Whether the rows and headers on the page are in the order that they are read."""
    active(page)
    return page.evaluate(
        """() => ['[aria-rowindex]', '.esap-Grid-head [aria-colindex]'].every(selector => {
        const name = selector.includes('row') ? 'aria-rowindex' : 'aria-colindex';
        const all = [...document.querySelectorAll('[role=grid] ' + selector)];
        const numbers = all.map(node => Number(node.getAttribute(name)));
        return numbers.length > 5 && numbers.every((number, i) => !i || number > numbers[i - 1]);
        })"""
    )


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


def test_texts_are_only_text(page):
    page.evaluate("grid.goTo(0)")
    expect(page.get_by_role("columnheader", name="<img src=x onerror=alert(1)>")).to_be_visible()
    expect(page.locator("[role=grid] img")).to_have_count(0)


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
