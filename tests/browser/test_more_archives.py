"""Archives that a person adds in the panel, and takes away again."""

from playwright.sync_api import Page, expect

from tests.support.journey import PATIENCE, Journey, axe_violations


def test_an_archive_is_added_and_taken_away(page: Page) -> None:
    person = Journey(page, "mouse").open_panel()
    panel = person.panel
    person.press(panel.get_by_text("More archives", exact=True))
    form = panel.get_by_role("form", name="Add an archive")
    expect(form).to_be_visible(timeout=PATIENCE)
    assert axe_violations(page, "#esap-panel") == []
    person.type(form.get_by_label("Name"), "Added here")
    person.type(form.get_by_label("Address"), "http://127.0.0.1:1/tap")
    person.press(form.get_by_role("button", name="Add archive"))
    expect(form.get_by_role("alert")).to_contain_text("not a public address", timeout=PATIENCE)
    person.type(form.get_by_label("Address"), "https://tap.example.org/tap")
    person.press(form.get_by_role("button", name="Add archive"))
    expect(panel).to_contain_text("Added here is among your archives.", timeout=PATIENCE)
    box = panel.get_by_role("checkbox", name="Added here")
    expect(box).not_to_be_checked()
    person.press(panel.get_by_role("button", name="Remove Added here from your archives"))
    expect(box).to_have_count(0, timeout=PATIENCE)
