"""Make the pictures of the documentation: the real panel with real rows."""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1440, "height": 800}


def main() -> None:
    """Start a lab with the demo's workspace, search, and take the pictures."""
    from tests.support.jupyter import find_chromium, run_jupyter

    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        run_jupyter(Path(folder) / "home", base_url="/") as jupyter,
        sync_playwright() as playwright,
    ):
        notebook = jupyter.new_notebook("Virgo.ipynb")
        browser = playwright.chromium.launch(executable_path=find_chromium())
        page = browser.new_page(viewport=SIZE)
        page.goto(jupyter.lab(notebook))
        page.wait_for_function("window.jupyterapp")
        page.evaluate("() => jupyterapp.restored.then(() => null)")
        take(page)
        browser.close()


def take(page: Page) -> None:
    """Search, sort, bring the rows into the notebook, and take the picture."""
    page.wait_for_selector(".jp-Notebook")
    page.locator(".jp-NotebookPanel-toolbar").get_by_text("Python 3").wait_for()
    page.evaluate("() => jupyterapp.commands.execute('esap:open')")
    panel = page.get_by_role("region", name="ESAP")
    panel.get_by_role("checkbox", name="Sandbox").wait_for()
    panel.get_by_role("textbox", name="Target").fill("M87")
    panel.get_by_role("textbox", name="Radius").fill("3")
    panel.get_by_role("button", name="Search").click()
    page.get_by_role("gridcell").first.wait_for()
    grid = page.get_by_role("grid")
    # The column to sort by stands to the right of what is shown at first.
    grid.evaluate("grid => { grid.scrollLeft = 400; }")
    page.get_by_role("columnheader", name="v_mag").click()
    grid.evaluate("grid => { grid.scrollLeft = 0; }")
    page.get_by_role("columnheader", name="designation").wait_for()
    page.get_by_role("button", name="To kernel").click()
    page.get_by_text("is in notebook").first.wait_for()
    picture(page, "panel.png")


def picture(page: Page, name: str) -> None:
    """Write what the page shows."""
    path = IMAGES / name
    page.screenshot(path=path)
    print(f"{os.path.relpath(path)} ({path.stat().st_size // 1024} kB)")


if __name__ == "__main__":
    main()
