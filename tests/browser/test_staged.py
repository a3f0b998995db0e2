"""Files that were staged: told of, shown, and had as paths in the kernel; in Lab and Notebook 7."""

import json
import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.browsing import opened
from tests.support.images import PATIENCE, open_images
from tests.support.journey import Journey
from tests.support.jupyter import Jupyter
from tests.support.panel import show

IMPORTED = """<?xml version="1.0"?><VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results"><TABLE>
<FIELD name="obs_title" datatype="char" arraysize="*" ucd="meta.title;obs"/>
<FIELD name="access_url" datatype="char" arraysize="*" ucd="meta.ref.url"/>
<DATA><TABLEDATA><TR><TD>Mine from home</TD><TD>https://example.org/home.fits</TD></TR></TABLEDATA>
</DATA></TABLE></RESOURCE></VOTABLE>"""


def test_a_file_of_a_row_is_staged_and_its_path_is_in_the_kernel(
    context: BrowserContext, jupyter: Jupyter
) -> None:
    page = opened(context, jupyter.lab(jupyter.new_notebook("Staged.ipynb")))
    person = Journey(page, "mouse").wait_for_kernel()
    tab = open_images(page, jupyter)
    tab.get_by_role("button", name="List files").click()
    tab.get_by_role("button", name=re.compile("^Stage .*whole file")).click(timeout=PATIENCE)
    begin(page)
    toast = told(page, "is staged.")
    toast.get_by_role("button", name="To kernel").click()
    ready = told(page, "is in notebook Staged.ipynb (1 path).")
    (variable,) = re.findall(r"(\w+_paths) is in", ready.inner_text())
    assert person.run(f"print({variable}[0].read_bytes()[:6])") == "b'SIMPLE'\n"
    activity = show(page, "Activity")
    activity.get_by_role("button", name=re.compile("^Reveal ")).first.click()
    files = page.locator(".jp-DirListing-item").filter(has_text=".fits")
    expect(files.first).to_be_visible(timeout=PATIENCE)


def test_in_notebook_7_files_are_staged_to_the_kernel_and_a_basket_of_one_s_own_is_taken_in(
    context: BrowserContext, jupyter: Jupyter, tmp_path: Path
) -> None:
    page = opened(context, jupyter.notebook7(jupyter.new_notebook("Seven.ipynb")))
    person = Journey(page, "mouse").wait_for_kernel()
    basket = show(page, "Basket")
    own = tmp_path / "mine.vot"
    own.write_text(IMPORTED)
    basket.get_by_role("button", name="More").click()
    with page.expect_file_chooser() as chooser:
        basket.get_by_role("menuitem", name="Import from this computer…").click()
    chooser.value.set_files(own)
    expect(basket.get_by_role("option", name=re.compile("Mine from home"))).to_be_visible()
    url = sandbox_file(page, jupyter)
    page.evaluate("url => { jupyterapp.commands.execute('esap:stage', {urls: [url]}); }", url)
    begin(page)
    toast = told(page, "is staged.")
    expect(toast.get_by_role("button", name="Reveal")).to_have_count(0)
    toast.get_by_role("button", name="To kernel").click()
    told(page, "is in notebook Seven.ipynb (1 path).")
    assert person.run("print(a_file_paths[0].exists())") == "True\n"


def begin(page: Page) -> None:
    """Begin what the plan shows."""
    plan = page.get_by_role("dialog", name=re.compile("^Stage "))
    expect(plan.get_by_role("status").filter(has_text="1 file")).to_be_visible(timeout=PATIENCE)
    plan.get_by_role("button", name="Start").click()


def told(page: Page, words: str) -> Locator:
    """Return the notification that says this."""
    toast = page.locator(".Toastify__toast").filter(has_text=words)
    expect(toast.first).to_be_visible(timeout=PATIENCE)
    return toast.first


def sandbox_file(page: Page, jupyter: Jupyter) -> str:
    """Return the address of an image of the sandbox."""
    body = {"archives": ["sandbox"], "collections": {"sandbox": "ivoa.obscore"}, "target": "M31"}
    headers = {"Authorization": f"token {jupyter.token}"}
    asked = page.request.post(
        f"{jupyter.url}esap/searches", data=json.dumps(body | {"radius": 5}), headers=headers
    )
    search = asked.json()["id"]
    for _ in range(100):
        answer = page.request.get(f"{jupyter.url}esap/searches/{search}", headers=headers).json()
        if result := answer["activities"][0]["result"]:
            break
        page.wait_for_timeout(100)
    added = {"results": [], "rows": [{"result": result, "selection": {"ranges": [[0, 0]]}}]}
    page.request.post(f"{jupyter.url}esap/basket", data=json.dumps(added), headers=headers)
    view = page.request.get(f"{jupyter.url}esap/basket?archive=sandbox", headers=headers).json()
    return str(view["items"][0]["url"])
