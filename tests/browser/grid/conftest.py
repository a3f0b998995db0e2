"""The grid alone on a page, on made-up rows that come with latency."""

import pytest

from tests.browser.grid.driver import show
from tests.browser.grid_page.server import serve


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("grid")) as page:
        yield page


@pytest.fixture
def site(served):
    """The page's server as it is by default, with no request counted."""
    served.theme = "light"
    served.failing = False
    served.slow_direction = None
    served.requests.clear()
    return served


@pytest.fixture
def context(browser):
    context = browser.new_context(
        viewport={"width": 1140, "height": 760}, permissions=["clipboard-read", "clipboard-write"]
    )
    yield context
    context.close()


@pytest.fixture
def page(context, site):
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108 (Playwright marks it)
    show(page, site)
    yield page
    assert not errors
