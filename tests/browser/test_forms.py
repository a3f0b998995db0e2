"""Forms of archives' own terms: ObsCore's, and some that no page can show or that do harm."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.journey import PATIENCE, Journey, axe_violations

FORMS = "**/esap/archives/apertif/form*"
NAME = {"type": "string", "title": "Field name"}


def unfolded(page: Page, properties: dict) -> Locator:
    """Open the panel on the form of an archive, which a test has replaced."""
    body = json.dumps({"schema": {"type": "object", "properties": properties}})
    page.route(FORMS, lambda route: route.fulfill(content_type="application/json", body=body))
    person = Journey(page, "mouse").open_panel()
    person.press(person.panel.get_by_role("button", name="Details of WSRT-Apertif"))
    return person.panel.get_by_role("region", name="Own terms of WSRT-Apertif")


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ({"$ref": "#/nowhere"}, "nowhere"),
        # What React stumbles over while it draws.
        ({"type": "string", "enum": ["a"], "enumNames": [{"a": 1}]}, "React refused"),
    ],
)
def test_a_form_that_cannot_be_shown_says_so_and_has_a_plain_one(
    page: Page, broken: dict, why: str
) -> None:
    terms = unfolded(page, {"name": NAME, "beams": broken})
    expect(terms).to_contain_text("The form of WSRT-Apertif cannot be shown", timeout=PATIENCE)
    expect(terms).to_contain_text(why)
    terms.get_by_label("Field name").fill("M31")
    expect(page.locator("#esap-panel")).to_contain_text("1 own term")
    assert axe_violations(page, "#esap-panel") == []


def test_a_pattern_that_takes_for_ever_does_not_hold_the_page_up(page: Page) -> None:
    terms = unfolded(page, {"name": {**NAME, "pattern": "^(a+)+$"}})
    terms.get_by_label("Field name").fill("a" * 60 + "!")
    page.route("**/esap/searches?*", lambda route: route.fulfill(status=502, body="{}"))
    with page.expect_request("**/esap/searches?*", timeout=PATIENCE) as asked:
        terms.get_by_role("button", name="Search WSRT-Apertif alone").click()
    assert asked.value.post_data_json["parameters"]["apertif"]["name"].endswith("!")


def test_obscore_is_asked_by_its_columns_and_other_tables_say_that_they_have_no_terms(
    page: Page,
) -> None:
    person = Journey(page, "mouse").open_panel()
    person.press(person.panel.get_by_role("button", name="Details of Sandbox"))
    terms = person.panel.get_by_role("region", name="Own terms of Sandbox")
    expect(terms).to_contain_text("It has no terms of its own.", timeout=PATIENCE)
    box = page.get_by_role("checkbox", name="Sandbox", exact=True)
    row = person.panel.get_by_role("listitem").filter(has=box)
    row.get_by_label("Collection", exact=True).select_option("ivoa.obscore")
    expect(terms.get_by_label("Data collection")).to_be_visible(timeout=PATIENCE)
    terms.get_by_label("2: calibrated").check()
    assert axe_violations(page, "#esap-panel") == []
    with page.expect_request("**/esap/searches?*", timeout=PATIENCE) as asked:
        terms.get_by_role("button", name="Search Sandbox alone").click()
    assert asked.value.post_data_json["parameters"]["sandbox"] == {"calib_level": [2]}
    assert person.rows() > 0
