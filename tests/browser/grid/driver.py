"""What all tests of the grid do with its page."""

from playwright.sync_api import expect

from tests.browser.grid_page.server import LARGE, ROOT

__all__ = ["active", "enter", "focused", "in_order", "press", "show", "violations"]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


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


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def violations(page):
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(result => result.violations)", RULES
    )
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"][:3]]) for rule in found]


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
