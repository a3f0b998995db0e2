"""The grid alone, scrolled through 1 000 000 rows x 300 columns: milliseconds a step.

A step is from the scroll event to the task after the frame; the work is what the browser's main
thread did in it, which other work on the machine disturbs less. Prints a line of JSON a run.
"""

import json
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.browser.grid_page.server import serve
from tests.support.jupyter import find_chromium

from .figures import heading, percentile

__all__ = ["RUNS", "measure"]

STEPS = """async ({steps, axis, by}) => {
  const view = document.querySelector('[role=grid]');
  const [at, full, page] = axis === 'rows'
    ? ['scrollTop', view.scrollHeight, view.clientHeight]
    : ['scrollLeft', view.scrollWidth, view.clientWidth];
  const times = [];
  const channel = new MessageChannel();
  for (let step = 1; step <= steps; step += 1) {
    await new Promise(done => {
      let start;
      view.addEventListener('scroll', () => { start = performance.now(); }, {once: true});
      view[at] = by ? view[at] + by : (full - page) * step / steps;
      requestAnimationFrame(() => {
        channel.port1.onmessage = () => {
          if (start) { times.push(performance.now() - start); }
          done();
        };
        channel.port2.postMessage(0);
      });
    });
  }
  return times;
}"""
TO_START = """async () => {
  document.querySelector('[role=grid]').scrollTo(0, 0);
  await new Promise(done => setTimeout(done, 500));
}"""
RUNS = {
    "top to bottom": {"steps": 300, "axis": "rows", "by": 0},
    "left to right": {"steps": 300, "axis": "columns", "by": 0},
    "60 px at a time": {"steps": 300, "axis": "rows", "by": 60},
}


def measure(page: Page, name: str) -> dict[str, str | float]:
    """Scroll once through the grid on ``page``; give what it took."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    page.evaluate(TO_START)
    before = _busy(session)
    times = page.evaluate(STEPS, RUNS[name])
    work = 1000 * (_busy(session) - before) / len(times)
    return {
        "scroll": name,
        "unit": "ms/step",
        "median": round(median(times), 1),
        "p95": round(percentile(times, 0.95), 1),
        "max": round(max(times), 1),
        "work": round(work, 1),
    }


def _busy(session: CDPSession) -> float:
    """Give how long the main thread has worked, in seconds."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")


def main() -> None:
    heading("The grid alone, in Chromium without a screen")
    with (
        tempfile.TemporaryDirectory() as build,
        serve(Path(build)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium())
        page = browser.new_page(viewport={"width": 1140, "height": 760})
        page.goto(site.url)
        page.get_by_role("gridcell").first.wait_for()
        for name in RUNS:
            print(f"  {json.dumps(measure(page, name))}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
