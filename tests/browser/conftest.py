"""A real JupyterLab and Notebook 7, on which the browser looks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support.browsing import browser, context, opened
from tests.support.jupyter import Jupyter, find_chromium, run_jupyter

__all__ = ["browser", "context", "opened"]


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


@pytest.fixture
def page(context: BrowserContext, lab: str) -> Page:
    """A page on JupyterLab that has finished starting."""
    return opened(context, lab)


@pytest.fixture
def notebook_page(context: BrowserContext, notebook7: str) -> Page:
    """A page on Notebook 7 that has finished starting."""
    return opened(context, notebook7)
