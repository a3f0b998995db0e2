"""To kernel when something stands in the way: a taken name, a restart, a busy kernel, no notebook."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import opened
from tests.support.journey import PATIENCE, Journey
from tests.support.jupyter import Jupyter

KERNEL = """
  const panels = [...jupyterapp.shell.widgets('main')].filter(w => w.context && w.sessionContext);
  const kernel = panels[0].sessionContext.session.kernel;
"""


@pytest.fixture
def person(request: pytest.FixtureRequest, context: BrowserContext, jupyter: Jupyter) -> Journey:
    """Somebody who has rows, and a notebook with a kernel that is idle."""
    path = jupyter.new_notebook(f"{request.node.name}.ipynb")
    journey = Journey(opened(context, jupyter.lab(path)), "mouse").wait_for_kernel()
    journey.open_panel().tick_only("Sandbox").search("M31", "0.5").rows()
    return journey


def in_kernel(page: Page, steps: str) -> object:
    """Do something with the kernel of the only notebook."""
    return page.evaluate(f"async () => {{{KERNEL} {steps} }}")


def ask(person: Journey, variable: str) -> None:
    person.type(person.result.get_by_role("textbox", name="Variable"), variable)
    person.press(person.result.get_by_role("button", name="To kernel"))


def test_asks_before_a_value_is_lost(person: Journey) -> None:
    rows = person.rows()
    person.run("stars = 'mine'")
    ask(person, "stars")
    expect(person.result).to_contain_text("stars exists in the kernel already", timeout=PATIENCE)
    person.press(person.result.get_by_role("button", name="Choose another name"))
    expect(person.result.get_by_role("textbox", name="Variable")).to_be_focused()
    person.to_kernel("others")
    assert person.run("print(stars, len(others))") == f"mine {rows}\n"
    ask(person, "stars")
    person.press(person.result.get_by_role("button", name="Overwrite"))
    expect(person.result).to_contain_text("stars is in notebook", timeout=PATIENCE)
    assert person.run("print(len(stars))") == f"{rows}\n"


def test_after_a_restart_of_the_kernel(person: Journey) -> None:
    rows = person.rows()
    person.to_kernel("before")
    in_kernel(person.page, "await kernel.restart();")
    person.wait_for_kernel().to_kernel("after")
    assert person.run("print('before' in globals(), len(after))") == f"False {rows}\n"


def test_while_a_cell_runs(person: Journey) -> None:
    rows = person.rows()
    person.to_kernel("before")
    code = "import time; time.sleep(120)"
    running = f"kernel.requestExecute({{ code: '{code}' }}).done"
    in_kernel(person.page, f"window.over = false; {running}.then(() => {{ window.over = true; }});")
    person.to_kernel("meanwhile")
    assert person.page.evaluate("window.over") is False
    in_kernel(person.page, "await kernel.interrupt();")
    assert person.run("print(len(meanwhile))") == f"{rows}\n"


def test_with_no_notebook_open(page: Page) -> None:
    person = Journey(page, "mouse").open_panel().tick_only("Sandbox").search("M31", "0.5")
    rows = person.rows()
    ask(person, "stars")
    expect(person.result).to_contain_text("There is no notebook", timeout=PATIENCE)
    person.press(person.result.get_by_role("button", name="Create a notebook"))
    expect(person.result).to_contain_text("stars is in notebook Untitled", timeout=PATIENCE)
    assert person.run("print(len(stars))") == f"{rows}\n"
