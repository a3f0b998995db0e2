"""What a person does with rows and columns: select, copy, sort, move and size."""

from playwright.sync_api import expect

from tests.browser.grid.driver import active, enter, focused, in_order, press, violations
from tests.browser.grid_page.server import LARGE


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


def test_a_press_selects_its_row_though_rows_go_on_scrolling(page):
    for row, rows_on in ((500_000, 20), (600_000, 400)):
        page.evaluate(f"grid.goTo({row})")
        box = page.locator(f"[aria-rowindex='{row + 2}'] [aria-colindex='2']").bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.down()
        page.evaluate(f"grid.goTo({row + rows_on})")
        expect(page.locator(f"[aria-rowindex='{row + 2}']")).to_have_count(0)
        page.mouse.up()
        assert page.evaluate("grid.selection.ranges") == [[row, row]]


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


def test_texts_are_only_text(page):
    page.evaluate("grid.goTo(0)")
    expect(page.get_by_role("columnheader", name="<img src=x onerror=alert(1)>")).to_be_visible()
    expect(page.locator("[role=grid] img")).to_have_count(0)
