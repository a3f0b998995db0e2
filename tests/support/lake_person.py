"""A person at the tab of data lakes, and at the logins and attached data beside it."""

import contextlib
import re
from typing import Self

from playwright.sync_api import Locator, Page, expect

from .journey import Journey

__all__ = ["PATIENCE", "Lake", "attached", "log_in", "logged_in", "logins"]

# What a real Rucio may take while other tests have it work.
PATIENCE = 60_000


class Lake(Journey):
    """A person at the tab of data lakes."""

    def open_lake(self, who: str = "alice") -> Self:
        """Go to the tab, and wait until it says who one is."""
        tab = self.panel.get_by_role("tab", name="Data lake")
        if self.means == "mouse":
            self.open_panel()
            tab.click()
        else:
            self.command("Browse data lake")
        expect(tab).to_have_attribute("aria-selected", "true", timeout=PATIENCE)
        expect(self.panel.locator(".esap-lake-who")).to_contain_text(who, timeout=PATIENCE)
        return self

    @property
    def field(self) -> Locator:
        return self.panel.get_by_role("textbox", name="Scope and pattern")

    @property
    def tree(self) -> Locator:
        return self.panel.get_by_role("tree", name="Data identifiers")

    @property
    def details(self) -> Locator:
        return self.panel.get_by_role("region", name="Details")

    @property
    def transfers(self) -> Locator:
        return self.panel.get_by_role("list", name="Transfers")

    def look_for(self, pattern: str) -> None:
        """Search, and wait until all has come."""
        self.type(self.field, pattern)
        # A lab that is still starting may take the focus meanwhile.
        self.field.press("Enter")
        cancel = self.panel.get_by_role("button", name="Cancel", exact=True)
        expect(cancel).to_have_count(0, timeout=PATIENCE)

    def row(self, name: str) -> Locator:
        """Find a row of the tree by the name of its DID."""
        # Playwright cannot read slashes in the pattern of a role's name.
        return self.tree.locator(f'[role=treeitem][aria-label^="{name},"]').first

    def in_front(self, name: str) -> Locator:
        """Move to a row, whose details are shown then."""
        row = self.row(name)
        expect(row).to_be_visible(timeout=PATIENCE)
        if self.means == "mouse":
            row.locator(".esap-did-name").click()
        else:
            self.tab_to(self.tree)
            for _ in range(5):
                self.page.keyboard.press("Home")
                for _ in range(int(row.get_attribute("data-index") or 0)):
                    self.page.keyboard.press("ArrowDown")
                # Rows that come meanwhile push it down.
                with contextlib.suppress(AssertionError):
                    expect(row).to_have_attribute("data-current", "", timeout=3000)
                    break
        expect(row).to_have_attribute("data-current", "", timeout=PATIENCE)
        return row

    def unfold(self, name: str) -> None:
        """Open what a container or dataset holds."""
        row = self.in_front(name)
        if self.means == "mouse":
            row.locator(".esap-twist").click()
        else:
            self.page.keyboard.press("ArrowRight")
        expect(row).to_have_attribute("aria-expanded", "true", timeout=PATIENCE)

    def fold_out(self, section: str) -> None:
        """Open a section of the details."""
        summary = self.details.locator("summary").filter(has_text=re.compile(f"^{section} "))
        self.press(summary)

    def make_available(self, way: str) -> Locator:
        """Choose a way in the menu; the form that it opens."""
        self.press(self.panel.get_by_role("button", name="Make available"))
        item = self.page.get_by_role("menuitem", name=re.compile(f"^{way}"))
        if self.means == "mouse":
            item.click()
        else:
            for _ in range(3):
                if item.evaluate("node => node === document.activeElement"):
                    break
                self.page.keyboard.press("ArrowDown")
            self.page.keyboard.press("Enter")
        return self.panel.get_by_role("form", name=re.compile(f"^{way}"))

    def transferred(self) -> None:
        """Wait until what was begun has ended well, and hide it."""
        hide = self.transfers.get_by_role("button", name=re.compile("^Hide"))
        expect(hide).to_be_visible(timeout=PATIENCE)
        expect(self.transfers.locator("[role=alert]")).to_have_text("")
        self.press(hide)


def attached(page: Page) -> Locator:
    """Find the bar of attached data below the notebook's toolbar."""
    return page.get_by_role("region", name="Data lake")


def logins(page: Page, service: str = "first") -> Locator:
    """Open the list of logins at a service."""
    page.evaluate("id => { jupyterapp.commands.execute('esap:logins', { service: id }) }", service)
    dialog = page.get_by_role("dialog", name="Logins")
    expect(dialog.get_by_role("form")).to_be_visible(timeout=PATIENCE)
    return dialog


def log_in(page: Page, password: str = "alicepw") -> Locator:
    """Log in to the first lake by password; the dialog."""
    dialog = logins(page)
    dialog.get_by_label("How").select_option("userpass")
    dialog.get_by_label("User name").fill("alice")
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_label("Account").fill("alice")
    dialog.get_by_role("button", name="Log in", exact=True).click()
    return dialog


def logged_in(page: Page, dialog: Locator, who: str = "alice") -> None:
    """Wait until the dialog says so, and close it."""
    expect(dialog.get_by_role("status").first).to_contain_text(
        f"logged in as {who}", timeout=PATIENCE
    )
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
