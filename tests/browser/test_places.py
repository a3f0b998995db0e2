"""Where a person finds the panel besides its icon and the palette."""

from playwright.sync_api import Page, expect


def test_the_view_menu_opens_the_panel(page: Page) -> None:
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.locator(".lm-Menu-item").filter(has_text="Open ESAP").click()
    expect(page.locator("#esap-panel")).to_be_visible()


def test_the_launcher_s_card_opens_the_panel(page: Page) -> None:
    page.locator(".jp-LauncherCard").filter(has_text="ESAP").click()
    expect(page.locator("#esap-panel")).to_be_visible()
