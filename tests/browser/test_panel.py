"""What the panel keeps, where F6 leads, and what it says when the server cannot tell it of events."""

import re

from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.browser.conftest import opened
from tests.support.journey import PATIENCE, Journey

EVENTS = re.compile(r"/api/events/subscribe")


def test_what_was_ticked_is_ticked_after_a_reload(page: Page) -> None:
    person = Journey(page, "mouse").open_panel().tick_only("ASTRON VO")
    page.reload()
    page.wait_for_function("window.jupyterapp")
    page.evaluate("() => jupyterapp.restored.then(() => null)")
    person.command("Open ESAP")
    boxes = person.panel.get_by_role("checkbox", checked=True)
    expect(boxes).to_have_count(1, timeout=PATIENCE)
    expect(person.panel.get_by_role("checkbox", name="ASTRON VO")).to_be_checked()


def test_f6_goes_round_the_panes(page: Page) -> None:
    person = Journey(page, "mouse").open_panel().tick_only("Sandbox").search("M31", "0.5")
    person.rows()
    target = person.panel.get_by_role("textbox", name="Target")
    variable = person.result.get_by_role("textbox", name="Variable")
    grid = person.result.get_by_role("grid")
    # The lab may still give the focus to the new tab.
    target.press("F6")
    expect(variable).to_be_focused()
    for key, pane in [("F6", grid), ("Shift+F6", variable), ("Shift+F6", target)]:
        page.keyboard.press(key)
        expect(pane).to_be_focused()


def test_says_that_progress_is_not_told_live(context: BrowserContext, lab: str) -> None:
    tries: list[WebSocketRoute] = []

    def refuse(socket: WebSocketRoute) -> None:
        tries.append(socket)
        socket.close(code=1008, reason="events are off")

    context.route_web_socket(EVENTS, refuse)
    person = Journey(opened(context, lab), "mouse").open_panel()
    expect(person.panel).to_contain_text("Progress is not told live: events are off.")
    before = len(tries)
    person.press(person.panel.get_by_role("button", name="Retry", exact=True))
    person.page.wait_for_timeout(300)
    assert len(tries) > before
