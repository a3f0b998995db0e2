"""A link opens the lab on a search, a query or a basket: after it was confirmed, by keyboard."""

import json
import re
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browsing import opened
from tests.support.journey import axe_violations
from tests.support.jupyter import Jupyter

SEARCH = "search:target=M33&radius=0.25&archives=sandbox&product=image"


def by_link(context: BrowserContext, jupyter: Jupyter, value: str, page: str = "lab") -> Page:
    """Open the lab as a link does that came through a login."""
    address = f"{jupyter.url}{page}?token={jupyter.token}&reset&esap={quote(value)}"
    return opened(context, address)


def test_row_44_a_search_is_filled_in_when_the_person_agrees(
    context: BrowserContext, jupyter: Jupyter
):
    page = by_link(context, jupyter, SEARCH)
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url) if "searches" in each.url else None)
    dialog = page.get_by_role("dialog", name="Fill in the search of this link?")
    expect(dialog).to_contain_text("M33")
    expect(dialog).to_contain_text("0.25 deg")
    assert axe_violations(page, "dialog.esap-link-question") == []
    page.wait_for_url(re.compile(r"^[^?]*(\?(?!.*esap=).*)?$"))
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    panel = page.get_by_role("region", name="ESAP", exact=True)
    expect(panel.get_by_role("textbox", name="Target", exact=True)).to_have_value("M33")
    expect(panel.get_by_role("textbox", name="Radius")).to_have_value("0.25")
    expect(panel.get_by_label("Data type")).to_have_value("image")
    assert asked == [], "nothing is searched before the person presses Search"


def test_history_notebook_and_tutorials_are_in_the_menu(page: Page, jupyter: Jupyter):
    page.evaluate(
        "() => { jupyterapp.commands.execute('esap:search', "
        "{target: 'M110', radius: 0.1, archives: ['sandbox']}); }"
    )
    tab = page.locator(".esap-ResultTab")
    tab.get_by_role("button", name="Save…").click()
    tab.get_by_role("button", name="Copy link").click()
    expect(tab.get_by_text("The link is on the clipboard")).to_be_visible()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link.startswith(f"{jupyter.url}lab?esap=search%3Atarget%3DM110")
    assert "token" not in link
    choose(page, "Notebook from query", "M110")
    expect(page.get_by_role("tab", name=re.compile(r"^M110.*\.ipynb"))).to_be_visible()
    (made,) = jupyter.root.glob("M110*.ipynb")
    sources = [cell["source"] for cell in json.loads(made.read_text())["cells"]]
    assert any("esap.search('M110'" in source for source in sources)
    choose(page, "Tutorials", "Getting started", "A first search")
    expect(page.get_by_role("tab", name="first-search.ipynb")).to_be_visible()
    (jupyter.root / "first-search.ipynb").write_text(
        json.dumps({**json.loads(made.read_text()), "metadata": {}})
    )
    choose(page, "Tutorials", "Getting started", "A first search")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("differs from the tutorial")
    dialog.get_by_role("button", name="Keep mine").click()
    expect(dialog).to_have_count(0)


def choose(page: Page, *names: str) -> None:
    """Go through ESAP's menu with the pointer resting on what opens below."""
    page.get_by_role("menuitem", name="ESAP", exact=True).click()
    for name in names[:-1]:
        page.locator(".lm-Menu-item").filter(has_text=name).last.hover()
    # Text of one menu may be within that of another, which stands before it.
    page.locator(".lm-Menu").last.locator(".lm-Menu-item").filter(has_text=names[-1]).click()
