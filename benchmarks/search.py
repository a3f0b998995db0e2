"""In a real browser: from a press on Search to rows on screen, and a million rows scrolled."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.support.jupyter import Jupyter, find_chromium, run_jupyter

from .figures import heading, percentile, spread
from .million import ROWS, serve
from .status import CATALOGUE, Client, search

TARGETS = ["M31", "M33", "M51", "M81", "M101", "NGC 7331", "NGC 253", "NGC 891", "NGC 2403"]
STEPS = 300
SHOWN = """
  const shown = () => [...document.querySelectorAll('[role=grid]')].filter(
    grid => grid.offsetParent && grid.getAttribute('aria-busy') === 'false'
      && grid.querySelector('[role=gridcell]'));
"""
SEARCH = f"""async target => {{
  {SHOWN}
  const before = new Set(document.querySelectorAll('[role=grid]'));
  const begin = performance.now();
  await jupyterapp.commands.execute('esap:search', {{target, radius: 2, archives: ['sandbox']}});
  while (!shown().some(grid => !before.has(grid)))
    await new Promise(requestAnimationFrame);
  return (performance.now() - begin) / 1000;
}}"""
OPEN = f"""async id => {{
  {SHOWN}
  await jupyterapp.commands.execute('esap:open-result', {{id}});
  while (!shown().some(grid => Number(grid.getAttribute('aria-rowcount')) > 1e6))
    await new Promise(requestAnimationFrame);
}}"""
SCROLL = """async steps => {
  const frame = () => new Promise(requestAnimationFrame);
  const grid = [...document.querySelectorAll('[role=grid]')].find(
    grid => grid.offsetParent && Number(grid.getAttribute('aria-rowcount')) > 1e6);
  const work = [], filled = [];
  for (let step = 0; step < steps; step++) {
    const begin = performance.now();
    grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * ((step * 0.618034) % 1);
    grid.dispatchEvent(new Event('scroll'));
    grid.getBoundingClientRect();
    work.push((performance.now() - begin) / 1000);
    await frame();
    await frame();
    while (grid.getAttribute('aria-busy') === 'true') await frame();
    filled.push((performance.now() - begin) / 1000);
  }
  return [work, filled];
}"""


def main() -> None:
    heading("In JupyterLab, in Chromium without a screen")
    with (
        tempfile.TemporaryDirectory() as folder,
        serve() as url,
        run_jupyter(Path(folder) / "home", catalogue=CATALOGUE.format(url=url)) as jupyter,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium())
        page = browser.new_page(viewport={"width": 1400, "height": 850})
        page.goto(jupyter.lab())
        page.wait_for_function("window.jupyterapp")
        page.evaluate("() => jupyterapp.restored.then(() => null)")
        search_to_grid(page)
        scroll(page, jupyter)
        browser.close()


def search_to_grid(page: Page) -> None:
    first, *later = [page.evaluate(SEARCH, target) for target in TARGETS]
    print(f"  search to grid, the first      {first * 1000:.0f} ms (starts sandbox, workers)")
    print(f"  search to grid, the others     {spread(later)}")


def scroll(page: Page, jupyter: Jupyter) -> None:
    page.evaluate(OPEN, search(Client(jupyter)))
    work, filled = page.evaluate(SCROLL, STEPS)
    print(f"  jumps through {ROWS:,} rows, until the rows are there: {spread(filled)}")
    middle, p95 = (percentile(work, share) * 1000 for share in (0.5, 0.95))
    print(f"  the browser's work at each     median {middle:.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    main()
