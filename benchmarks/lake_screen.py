"""From the click on *Search* to rows that are painted, in the panel's tab of data lakes."""

from playwright.sync_api import Page, expect, sync_playwright

from tests.support.browsing import opened
from tests.support.jupyter import Jupyter, find_chromium
from tests.support.lake_person import PATIENCE, Lake

from .figures import spread

__all__ = ["measure"]

WATCH = """() => {
  const panel = document.querySelector('#esap-panel');
  const shown = { begin: 0, first: 0, all: 0 };
  window.shown = shown;
  // The task after the frame in which they stand: they have been painted then.
  const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  const look = async () => {
    if (!shown.first && panel.querySelector('[role=treeitem]')) {
      await painted();
      shown.first ||= performance.now() - shown.begin;
    }
    if (shown.first && panel.querySelector('[aria-setsize="10000"]')) {
      await painted();
      shown.all ||= performance.now() - shown.begin;
    }
    if (!shown.all) { requestAnimationFrame(look); }
  };
  panel.querySelector('form[role=search] [type=submit]').addEventListener('click', () => {
    shown.begin = performance.now();
    void look();
  }, { capture: true, once: true });
}"""


def measure(jupyter: Jupyter, rounds: int) -> None:
    """Search 10 000 files of a lake that one is logged in to, several times."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        person = Lake(opened(browser.new_context(), jupyter.lab()), "mouse").open_lake()
        person.panel.get_by_role("combobox", name="Type").select_option("file")
        times = [clicked(person.page, person) for _ in range(rounds)]
        browser.close()
    print(f"  first page on screen  {spread([first for first, _ in times])} (goal 300 ms)")
    print(f"  all 10 000 on screen  {spread([every for _, every in times])}", flush=True)


def clicked(page: Page, person: Lake) -> tuple[float, float]:
    """Give both times in seconds, from a tree in which nothing stands."""
    person.look_for("test:nothing-of-this-name*")
    expect(person.tree.get_by_role("treeitem")).to_have_count(0, timeout=PATIENCE)
    person.field.fill("test:many_*")
    page.evaluate(WATCH)
    person.panel.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_function("() => window.shown.all", timeout=PATIENCE)
    shown = page.evaluate("() => window.shown")
    return shown["first"] / 1000, shown["all"] / 1000
