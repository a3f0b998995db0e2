"""When the first rows of a streamed answer are on screen, against when the last ones are."""

import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.support.browsing import opened
from tests.support.journey import Journey
from tests.support.jupyter import ONLY_SANDBOX, find_chromium, run_jupyter
from tests.support.servers import Asked, Reply, serve
from tests.support.tap import tap, votable

from .figures import heading, percentile

ROWS = int(os.environ.get("ROWS", "100000"))
SECONDS = float(os.environ.get("SECONDS", "12"))
RUNS = int(os.environ.get("RUNS", "3"))
PIECES = 240
GOAL = 0.15
CATALOGUE = (
    ONLY_SANDBOX + '[archives.stream]\nname = "Stream"\nkind = "tap"\nurl = "{url}/tap"\n'
    "maxrec = 1000000\n"
)
PATIENCE = 180_000


def throttled(body: bytes) -> Iterator[bytes]:
    """Send an answer at an even pace, as an archive does that streams."""
    step = -(-len(body) // PIECES)
    for start in range(0, len(body), step):
        yield body[start : start + step]
        time.sleep(SECONDS / PIECES)


def main() -> None:
    body = votable(ROWS)
    heading(
        f"{ROWS:,} rows ({len(body) / 1e6:.1f} MB) streamed in {SECONDS:g} s: time to the first "
        f"rows on screen / time to the last (goal: {GOAL:.0%})"
    )

    def answer(_: Asked) -> Reply:
        return Reply(throttled(body))

    with (
        tempfile.TemporaryDirectory() as folder,
        serve(tap(answer)) as server,
        run_jupyter(Path(folder) / "home", catalogue=CATALOGUE.format(url=server.url)) as jupyter,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=find_chromium())
        page = opened(chromium.new_context(), jupyter.lab())
        journey = Journey(page, "mouse").open_panel().tick_only("Stream")
        # The first search starts the worker processes, once in the life of a server.
        measure(journey, page)
        shares = [measure(journey, page) for _ in range(RUNS)]
        chromium.close()
    print(f"  share, median of {RUNS}: {percentile(shares, 0.5):.3f}, worst {max(shares):.3f}")


def measure(journey: Journey, page: Page) -> float:
    """Search, and return the time to the first rows as a share of that to the last."""
    for close in page.get_by_title("Close M31").all():
        close.click()
    page.evaluate("() => { for (const one of [...jupyterapp.shell.widgets('main')]) one.close(); }")
    begin = time.perf_counter()
    journey.search("M31", "0.5")
    cell = page.locator(".esap-ResultTab [role=gridcell]").first
    cell.filter(has_text=re.compile(r"\d")).wait_for(timeout=PATIENCE)
    first = time.perf_counter() - begin
    whole = page.locator(f".esap-ResultTab [role=grid][aria-rowcount='{ROWS + 1}']")
    whole.wait_for(timeout=PATIENCE)
    page.locator(".esap-ResultTab").get_by_role("button", name="To kernel").and_(
        page.locator(":not([aria-disabled])")
    ).wait_for(timeout=PATIENCE)
    last = time.perf_counter() - begin
    print(f"  first rows {first:5.2f} s, last {last:5.2f} s: {first / last:.3f}", flush=True)
    return first / last


if __name__ == "__main__":
    main()
