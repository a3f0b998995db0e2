"""Fixtures of a browser, for the conftest files of tests that look at a page.

Playwright's event loop would be closed by the fixtures of pytest-jupyter, so the browser lives no
longer than a module, and those fixtures are known to tests/server only.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from .jupyter import find_chromium

__all__ = ["browser", "context", "opened"]

# Two browsers, their servers and their kernels share a small machine.
expect.set_options(timeout=20_000)


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


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    # A lab whose workspace is open in another page goes on to a workspace of its own; and before
    # it is restored, plugins that start late have not registered their commands.
    page.wait_for_function("window.jupyterapp?.restored.then(() => true)")
    page.wait_for_function("jupyterapp.commands.hasCommand('esap:open')")
    return page
