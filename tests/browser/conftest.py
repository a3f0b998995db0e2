"""A real browser on a real JupyterLab and Notebook 7.

Playwright's event loop would be closed by the fixtures of pytest-jupyter, so the browser lives no
longer than a module, and those fixtures are known to tests/server only.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.jupyter import Jupyter, find_chromium, run_jupyter


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """A running server whose only archive ticked by default is the sandbox."""
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    with run_jupyter(tmp_path_factory.mktemp("jupyter") / "home") as running:
        yield running


@pytest.fixture(scope="session")
def lab(jupyter: Jupyter) -> str:
    """The address of JupyterLab, with its token and a fresh workspace."""
    return jupyter.lab()


@pytest.fixture(scope="session")
def notebook7(jupyter: Jupyter) -> str:
    """The address of Notebook 7 on an empty Python notebook, with its token."""
    return jupyter.notebook7(jupyter.new_notebook("Notebook7.ipynb"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless chromium; without one the test is skipped (and fails in CI)."""
    executable = find_chromium()
    if executable is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile that may use the clipboard."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 850},
        permissions=["clipboard-read", "clipboard-write"],
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, lab: str) -> Page:
    """A page on JupyterLab that has finished starting."""
    return opened(context, lab)


@pytest.fixture
def notebook_page(context: BrowserContext, notebook7: str) -> Page:
    """A page on Notebook 7 that has finished starting."""
    return opened(context, notebook7)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    # Before this, plugins that start late have not registered their commands.
    page.wait_for_function("window.jupyterapp")
    page.evaluate("() => jupyterapp.restored.then(() => null)")
    return page
