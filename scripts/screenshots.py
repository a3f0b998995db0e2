"""Make the pictures of the documentation: the real panel with real rows."""

import os
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1440, "height": 800}
READ = """print(images)
open(images[0], "rb").read(30)"""


def main() -> None:
    """Take the pictures of the panel, and of the lake where there is a Rucio to show."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        from tests.support.jupyter import find_chromium

        browser = playwright.chromium.launch(executable_path=find_chromium())
        panel(browser)
        basket(browser)
        lake(browser)
        browser.close()


def basket(browser: Browser) -> None:
    """Put images into the basket, stage some of them, and plan to stage the rest."""
    from tests.support.browsing import opened
    from tests.support.images import open_images
    from tests.support.jupyter import run_jupyter

    with (
        tempfile.TemporaryDirectory() as folder,
        run_jupyter(Path(folder) / "home", base_url="/") as jupyter,
    ):
        context = browser.new_context(viewport=SIZE)
        page = opened(context, jupyter.lab())
        tab = open_images(page, jupyter)
        tab.get_by_role("gridcell").first.click()
        for _ in range(5):
            page.keyboard.press("Shift+ArrowDown")
        tab.get_by_role("button", name="Add to basket (6)").click()
        tab.get_by_role("button", name="Show basket").click()
        panel = page.get_by_role("region", name="ESAP", exact=True)
        items = panel.locator("[role=option]")
        items.nth(2).wait_for()
        items.first.click()
        items.nth(2).click(modifiers=["Shift"])
        panel.get_by_role("button", name="Edit", exact=True).click()
        panel.get_by_role("combobox", name="Group").fill("Local Group")
        panel.get_by_role("textbox", name="Tags").fill("optical")
        panel.get_by_role("button", name="Save", exact=True).click()
        stage = panel.get_by_role("button", name="Stage Local Group")
        stage.click()
        page.get_by_role("button", name="Start").click()
        panel.get_by_text("✓ here").nth(2).wait_for()
        panel.get_by_text("✓ all here").wait_for()
        # What is said goes by itself.
        page.wait_for_function("() => !document.querySelector('.Toastify__toast')")
        panel.get_by_role("button", name="Pick none").click()
        panel.get_by_role("button", name="Stage all", exact=True).click()
        page.get_by_role("dialog").get_by_text("here already").first.wait_for()
        picture(page, "basket.png")
        context.close()


def panel(browser: Browser) -> None:
    """Start a lab with the demo's workspace, search, and take the picture."""
    from tests.support.jupyter import run_jupyter

    with (
        tempfile.TemporaryDirectory() as folder,
        run_jupyter(Path(folder) / "home", base_url="/") as jupyter,
    ):
        notebook = jupyter.new_notebook("Virgo.ipynb")
        page = browser.new_page(viewport=SIZE)
        page.goto(jupyter.lab(notebook))
        page.wait_for_function("window.jupyterapp")
        page.evaluate("() => jupyterapp.restored.then(() => null)")
        take(page)


def lake(browser: Browser) -> None:
    """Show the files of a dataset, attached to a notebook that reads one."""
    from tests.support.rucio import RucioPeer
    from tests.support.rucio_lab import lab_with_lakes

    state = Path(os.environ.get("ESAP_PEERS_STATE", "/var/lib/esap-peers")) / "rucio"
    if not (state / "peer.json").is_file():
        print("no picture of the lake, as tests/peers/rucio/up.sh was not run")
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        lab_with_lakes(Path(folder) / "home", RucioPeer(state)) as jupyter,
        browser.new_context(viewport=SIZE) as context,
    ):
        take_lake(context, jupyter.lab(jupyter.new_notebook("Images.ipynb")))


def take_lake(context: BrowserContext, address: str) -> None:
    """Log in, attach a dataset, read a file of it, and take the picture."""
    from tests.support.browsing import opened
    from tests.support.lake_person import Lake, attached, log_in, logged_in

    page = opened(context, address)
    person = Lake(page, "mouse").wait_for_kernel()
    logged_in(page, log_in(page))
    page.evaluate("() => jupyterapp.shell._hsplitPanel.setRelativeSizes([0.32, 0.68, 0])")
    person.open_lake().look_for("test:ds.*")
    person.unfold("ds.images")
    person.press(person.panel.get_by_role("button", name="Attach to notebook"))
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("images")
    page.keyboard.press("Enter")
    attached(page).get_by_text("ready").first.wait_for()
    cell = page.locator(".jp-Notebook .jp-CodeCell").first
    cell.locator(".cm-content").fill(READ)
    page.evaluate("() => void jupyterapp.commands.execute('notebook:run-cell')")
    cell.locator(".jp-OutputArea-output").get_by_text("LakeFiles").wait_for()
    page.locator(".jp-Notification-Toast-Close").click()
    person.in_front("image_1.fits")
    person.details.get_by_text(re.compile("^here: /")).wait_for()
    page.mouse.move(900, 500)
    picture(page, "lake.png")


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
