"""The tables of a service with 5 000 of them: until they can be used, and what was asked for it.

The service stands on the loopback address. "server" is the time of `GET archives/{id}/schema`
when nothing is known yet; "usable" is from the command to the moment at which the tree is on
screen; "search" is from a typed word to the rows that it finds.
"""

import statistics
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.support.big_service import big_service, catalogue_of
from tests.support.jupyter import ONLY_SANDBOX, Jupyter, find_chromium, run_jupyter

from .figures import heading, spread

__all__ = ["TABLES", "main"]

TABLES = 5000
ROUNDS = 5
USABLE = """async () => {
  const start = performance.now();
  const tab = await jupyterapp.commands.execute('esap:adql', { archive: 'big' });
  const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  while (!tab.node.querySelector('[role=treeitem]')) { await painted(); }
  await painted();
  const usable = performance.now() - start;
  const input = tab.node.querySelector('input[type=search]');
  const begun = performance.now();
  input.value = '4321';
  input.dispatchEvent(new Event('input', { bubbles: true }));
  while (tab.node.querySelectorAll('[role=treeitem]').length !== 2) { await painted(); }
  return [usable / 1000, (performance.now() - begun) / 1000];
}"""


def ask(running: Jupyter) -> float:
    """Ask for the tables anew; give the seconds until all of the answer is here."""
    url = f"{running.url}esap/archives/big/schema?again=true"
    request = Request(url, headers={"Authorization": f"token {running.token}"})
    start = time.perf_counter()
    with urlopen(request, timeout=60) as response:
        response.read()
    return time.perf_counter() - start


def opened(page: Page, running: Jupyter) -> None:
    """Open the lab afresh, and let it finish its own start."""
    page.goto(running.lab())
    page.wait_for_function("window.jupyterapp")
    page.evaluate("() => jupyterapp.restored.then(() => null)")
    page.wait_for_timeout(3000)


def busy(session: CDPSession) -> float:
    """Give how long the page's main thread has worked, in seconds."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")


def main() -> None:
    heading(f"The tables of a service that has {TABLES}")
    with (
        tempfile.TemporaryDirectory() as folder,
        big_service(TABLES) as service,
        run_jupyter(Path(folder) / "home", catalogue=ONLY_SANDBOX + catalogue_of(service)) as lab,
        sync_playwright() as playwright,
    ):
        first = ask(lab)
        asked = len(service.asked)
        print(f"  server, the first time (starts the worker): {first:.2f} s, {asked} requests")
        times = [ask(lab) for _ in range(ROUNDS)]
        print(f"  server, asked anew: {spread(times)}")
        page = playwright.chromium.launch(executable_path=find_chromium()).new_page()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        usable, found, work = [], [], []
        for _ in range(ROUNDS):
            ask(lab)
            opened(page, lab)
            before, worked = len(service.asked), busy(session)
            one, two = page.evaluate(USABLE)
            work.append(busy(session) - worked)
            usable.append(one)
            found.append(two)
            assert len(service.asked) == before, "what is known was asked again"
        print(f"  browser, until the tree is usable: {spread(usable)}")
        print(f"  browser, a word searched for: {spread(found)}")
        print(f"  browser, work of the main thread for both: {spread(work)}")
        whole = statistics.median(times) + statistics.median(usable)
        print(f"  both one after the other: {whole:.2f} s (goal 1 s)")
        per_table = [each for each in service.asked if each.path.startswith("/tap/tables/")]
        print(f"  requests for single tables: {len(per_table)} (goal 0)")


if __name__ == "__main__":
    main()
