"""The main job as a person does it, by mouse or by keyboard alone.

Everything is found by role and accessible name, as a screen reader finds it.
"""

import contextlib
import json
import re
from pathlib import Path
from typing import Literal, Self

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotYetError

__all__ = ["Journey", "Means", "axe_violations"]

Means = Literal["mouse", "keyboard"]
PATIENCE = 30_000
AXE = "node_modules/axe-core/axe.min.js"

ROOT = Path(__file__).parents[2]

EQUALS_PYVO = """
import sys
sys.path.insert(0, {root!r})
import pyvo, esap_jupyter as esap
from tests.support.tables import assert_same_rows
asked = esap.results()[0].provenance
answer = pyvo.dal.TAPService(asked.service).run_sync(asked.query, maxrec=asked.maxrec)
assert_same_rows({name}, answer.to_table())
print("same", len({name}))
"""

# The widget of the notebook that is in front, or of the only one there is.
NOTEBOOK = """
  const app = window.jupyterapp;
  const open = [...app.shell.widgets('main')].filter(w => w.context && w.sessionContext);
"""

# Nothing has changed for half a second, or it has gone on changing for five.
AT_REST = """() => new Promise(rest => {
  const end = () => { observer.disconnect(); clearTimeout(quiet); clearTimeout(late); rest(); };
  const observer = new MutationObserver(() => {
    clearTimeout(quiet);
    quiet = setTimeout(end, 500);
  });
  let quiet = setTimeout(end, 500);
  const late = setTimeout(end, 5000);
  observer.observe(document.body, { subtree: true, childList: true, attributes: true });
})"""


class Journey:
    """A person with a page, and one means of using it."""

    def __init__(self, page: Page, means: Means) -> None:
        self.page = page
        self.means = means

    # -- hands

    def press(self, target: Locator) -> None:
        """Activate a control."""
        if self.means == "mouse":
            target.click(timeout=PATIENCE)
        else:
            self.tab_to(target)
            self.page.keyboard.press("Enter" if not _is_checkbox(target) else "Space")

    def type(self, target: Locator, text: str) -> None:
        """Replace the text of a field."""
        if self.means == "mouse":
            target.fill(text, timeout=PATIENCE)
        else:
            self.tab_to(target)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)

    def tab_to(self, target: Locator, *, at_most: int = 150) -> None:
        """Move the focus by Tab alone until it is on the control."""
        target.wait_for(timeout=PATIENCE)
        for _ in range(at_most):
            if target.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{at_most} times Tab do not reach {target}")

    # -- places

    @property
    def panel(self) -> Locator:
        return self.page.locator("#esap-panel")

    @property
    def result(self) -> Locator:
        return self.page.locator(".esap-ResultTab:not(.lm-mod-hidden)")

    # -- steps

    def open_panel(self) -> Self:
        """Open the panel: by its icon where there is a side bar, by the palette otherwise."""
        icon = self.page.locator("[data-id=esap-panel]")
        if self.means == "mouse" and icon.count():
            icon.click()
        else:
            self.command("Open ESAP")
            expect(self.panel.get_by_role("textbox", name="Target")).to_be_focused()
        expect(self.panel).to_be_visible()
        return self

    def command(self, label: str) -> None:
        """Run a command from the palette."""
        palette = self.page.locator("#modal-command-palette")
        # Keys that are pressed before the lab listens are lost.
        for _ in range(10):
            self.page.keyboard.press("ControlOrMeta+Shift+c")
            with contextlib.suppress(NotYetError):
                palette.wait_for(timeout=1000)
                break
        # What is typed before the field has the focus is lost.
        palette.locator("input").fill(label)
        item = palette.locator(".lm-CommandPalette-item").filter(has_text=label)
        expect(item.first).to_be_visible()
        self.page.keyboard.press("Enter")

    def tick_only(self, *names: str) -> Self:
        """Leave the named archives ticked and no other."""
        boxes = self.panel.get_by_role("checkbox")
        boxes.first.wait_for(timeout=PATIENCE)
        for index in range(boxes.count()):
            box = boxes.nth(index)
            wanted = _accessible_name(box) in names
            if box.is_enabled() and box.is_checked() != wanted:
                self.press(box)
        return self

    def search(self, target: str, radius: str) -> Self:
        """Ask for a target."""
        self.type(self.panel.get_by_role("textbox", name="Target"), target)
        self.type(self.panel.get_by_label("Radius", exact=True), radius)
        self.press(self.panel.get_by_role("button", name=re.compile(r"^Search")))
        return self

    def rows(self) -> int:
        """Wait for the result tab; its row count, as the status says it."""
        status = self.result.get_by_role("status").filter(has_text=re.compile(r"\d rows?"))
        expect(status.first).to_be_visible(timeout=PATIENCE)
        found = re.search(r"([\d\s\u2009\u202f]+) rows?", status.first.inner_text())
        assert found
        return int(re.sub(r"\D", "", found[1]))

    def to_kernel(self, variable: str) -> Self:
        """Send the rows to the kernel and wait for its word."""
        self.type(self.result.get_by_role("textbox", name="Variable"), variable)
        self.press(self.result.get_by_role("button", name="To kernel"))
        expect(self.result).to_contain_text(f"{variable} is in notebook", timeout=PATIENCE)
        return self

    def insert_code(self) -> str:
        """Insert the cell that reproduces the search; its source."""
        self.press(self.result.get_by_role("button", name="Insert code"))
        for _ in range(100):
            if found := [source for source in self.cells() if "esap_jupyter" in source]:
                return found[-1]
            self.page.wait_for_timeout(100)
        raise AssertionError("no cell was inserted")

    # -- what stands in the notebook and in its kernel

    def run(self, code: str) -> str:
        """Run code in the notebook's kernel; what it printed."""
        return str(
            self.page.evaluate(
                f"""async code => {{{NOTEBOOK}
                  const kernel = open[0].sessionContext.session.kernel;
                  const future = kernel.requestExecute({{ code, store_history: false }});
                  let text = '';
                  future.onIOPub = ({{ header, content }}) => {{
                    if (header.msg_type === 'stream') text += content.text;
                    if (header.msg_type === 'error') text += content.traceback.join('\\n');
                  }};
                  await future.done;
                  return text;
                }}""",
                code,
            )
        )

    def equals_pyvo(self, variable: str) -> str:
        """Compare the kernel's table with what pyvo gets for the same question, cell by cell."""
        return self.run(EQUALS_PYVO.format(root=str(ROOT), name=variable))

    def wait_for_kernel(self) -> Self:
        self.page.wait_for_function(
            f"() => {{{NOTEBOOK} return open[0]?.sessionContext.session?.kernel?.status === 'idle' }}",
            timeout=PATIENCE,
        )
        return self

    def cells(self) -> list[str]:
        """Sources of the notebook's cells."""
        found = self.page.evaluate(
            f"""() => {{{NOTEBOOK}
              return JSON.stringify(
                [...open[0].content.widgets].map(cell => cell.model.sharedModel.getSource())); }}"""
        )
        return list(json.loads(found))


def axe_violations(page: Page, within: str | None = None) -> list[str]:
    """What axe finds wrong once the page is at rest, below a selector if one is given."""
    page.add_script_tag(path=AXE)
    page.evaluate(AT_REST)
    found = page.evaluate(
        """async within => {
          const { violations } = await axe.run(within ?? document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
          return violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)}`));
        }""",
        within,
    )
    return list(found)


def _is_checkbox(target: Locator) -> bool:
    return bool(target.evaluate("node => node.type === 'checkbox'"))


def _accessible_name(target: Locator) -> str:
    return str(
        target.evaluate(
            "node => (node.getAttribute('aria-label') ?? node.labels?.[0]?.textContent ?? '').trim()"
        )
    )
