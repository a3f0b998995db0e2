"""The tabs of ESAP's panel, as a browser shows them."""

import re

from playwright.sync_api import Locator, Page, expect

__all__ = ["show"]

_COMMANDS = {
    "Basket": "esap:basket",
    "Activity": "esap:activity",
    "Notebooks": "esap:notebooks",
}


def show(page: Page, tab: str) -> Locator:
    """Show a tab of the panel by its command."""
    name = _COMMANDS[tab]
    page.wait_for_function(f"jupyterapp.commands.hasCommand('{name}')")
    page.evaluate(f"() => {{ jupyterapp.commands.execute('{name}'); }}")
    panel = page.get_by_role("region", name="ESAP", exact=True)
    expect(panel.get_by_role("tab", name=re.compile(f"^{tab}"))).to_have_attribute(
        "aria-selected", "true"
    )
    return panel.get_by_role("tabpanel", name=re.compile(f"^{tab}"))
