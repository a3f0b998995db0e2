"""Narrow side bars, low areas and dark themes: nothing is cut off, and all can be seen."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.images import PATIENCE, open_images
from tests.support.journey import Journey

NARROW = 250
WIDTH = """width => {
  const split = jupyterapp.shell._hsplitPanel;
  const part = width / split.node.clientWidth;
  split.setRelativeSizes([part, 1 - part, 0]);
}"""
# What a field's placeholder takes of its own font, and what there is for it.
ROOM = """input => {
  const style = getComputedStyle(input);
  const context = document.createElement('canvas').getContext('2d');
  context.font = style.font;
  const taken = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
  return [context.measureText(input.placeholder).width, input.clientWidth - taken];
}"""
LIGHTNESS = """node => {
  const probe = document.createElement('canvas').getContext('2d');
  const of = name => {
    const [ground, colour] = ['ground', name].map(
      each => getComputedStyle(node).getPropertyValue(`--esap-sky-${each}`));
    for (const each of [ground, colour]) {
      probe.fillStyle = each;
      probe.fillRect(0, 0, 1, 1);
    }
    const linear = value =>
      value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = [...probe.getImageData(0, 0, 1, 1).data].map(each => linear(each / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low, high] = [of('ground'), of('line')].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""


def test_the_target_can_be_read_in_a_narrow_side_bar(page: Page) -> None:
    panel = Journey(page, "mouse").open_panel().panel
    page.evaluate(WIDTH, NARROW)
    page.wait_for_function("() => document.querySelector('#esap-panel').clientWidth <= 255")
    wanted, there = panel.get_by_role("textbox", name="Target").evaluate(ROOM)
    assert wanted <= there
    button = panel.get_by_role("button", name="List", exact=True)
    assert button.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_lines_of_the_sky_can_be_seen(page: Page, jupyter, theme: str) -> None:
    tab = open_images(page, jupyter)
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
    sky = tab.locator(".esap-sky")
    expect(sky).to_be_visible(timeout=PATIENCE)
    assert sky.evaluate(LIGHTNESS) >= (3 if theme.endswith("Dark") else 1.5)


def test_a_table_without_positions_says_so_calmly(page: Page, jupyter) -> None:
    tab = open_images(page, jupyter, adql="SELECT TOP 2 type_description FROM ongc.objects")
    sky = tab.get_by_role("region", name="Sky")
    expect(sky).to_contain_text("This table has no positions", timeout=PATIENCE)
    expect(sky.locator("[data-kind=error]")).to_have_count(0)
    expect(tab.get_by_label("Positions on the sky")).to_be_hidden()


def test_a_low_area_can_be_scrolled_to_its_end(notebook_page: Page) -> None:
    notebook_page.evaluate("() => jupyterapp.commands.execute('esap:open').then(() => null)")
    person = Journey(notebook_page, "mouse")
    expect(person.panel.get_by_role("checkbox", name="Sandbox")).to_be_checked(timeout=PATIENCE)
    person.type(person.panel.get_by_role("textbox", name="Target"), "M31")
    person.press(person.panel.get_by_role("button", name="Search"))
    cite = notebook_page.get_by_role("button", name="Cite")
    expect(cite).to_be_attached(timeout=PATIENCE)
    notebook_page.set_viewport_size({"width": 1200, "height": 480})
    cite.scroll_into_view_if_needed()
    box, foot = cite.bounding_box(), notebook_page.locator(".esap-foot").bounding_box()
    assert box is not None
    assert foot is not None
    assert box["y"] + box["height"] <= 480
    assert foot["height"] >= box["height"]
    cite.click(timeout=PATIENCE)
    text = notebook_page.locator(".esap-cite pre").first
    expect(text).to_be_in_viewport(timeout=PATIENCE)
