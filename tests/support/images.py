"""A search for the images of the sandbox, or of another archive, opened as a tab."""

import json
from urllib.request import ProxyHandler, Request, build_opener

from playwright.sync_api import Locator, Page, expect

from tests.support.jupyter import Jupyter

__all__ = ["PATIENCE", "open_images", "saying"]

PATIENCE = 30_000
_READY = "() => window.jupyterapp.commands.hasCommand('esap:open-result')"
_OPEN = "id => window.jupyterapp.commands.execute('esap:open-result', {id, also: []}).then(() => 1)"


def open_images(
    page: Page,
    jupyter: Jupyter,
    *,
    target: str = "M31",
    radius: float = 5.0,
    adql: str = "",
    archive: str = "sandbox",
) -> Locator:
    """Search, open the tab, and return it once its rows are there."""
    asked = {"adql": adql} if adql else {"target": target, "radius": radius}
    body = {"archives": [archive], "collections": {archive: "ivoa.obscore"}, **asked}
    request = Request(
        f"{jupyter.url}esap/searches",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"token {jupyter.token}", "Content-Type": "application/json"},
    )
    with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
        search = json.load(answer)
    page.wait_for_function(_READY)
    page.evaluate(_OPEN, search["id"])
    tab = page.locator(".esap-ResultTab:not(.lm-mod-hidden)")
    expect(tab.get_by_role("grid")).to_be_visible(timeout=PATIENCE)
    return tab


def saying(tab: Locator, words: str) -> Locator:
    """Return what says these words."""
    return tab.get_by_text(words).first
