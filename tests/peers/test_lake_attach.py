"""Logging in to a real Rucio from JupyterLab, and its files as variables of a notebook."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.support.browsing import browser, context, opened
from tests.support.journey import PATIENCE, Journey, axe_violations
from tests.support.jupyter import EMPTY_NOTEBOOK, find_chromium
from tests.support.lake_person import attached, log_in, logged_in, logins
from tests.support.rucio_lab import lab_with_lakes

__all__ = ["browser", "context"]

pytestmark = pytest.mark.peers

KERNEL = "[...jupyterapp.shell.widgets('main')].find(w => w.sessionContext).sessionContext"
METADATA = """[...jupyterapp.shell.widgets('main')].find(w => w.sessionContext)
  .model.getMetadata('rucio_attachments')"""
DOWNLOAD = """async dids => {
  const { serverSettings } = jupyterapp.serviceManager;
  const answer = await fetch(`${serverSettings.baseUrl}esap/lakes/first/downloads`, {
    method: 'POST',
    headers: { Authorization: `token ${serverSettings.token}` },
    body: JSON.stringify({ dids })
  });
  return answer.status;
}"""
IMAGES = {"did": "test:ds.images", "type": "collection", "variableName": "images"}


@pytest.fixture(scope="module")
def jupyter(rucio_lake, tmp_path_factory):
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    with lab_with_lakes(tmp_path_factory.mktemp("lab") / "home", rucio_lake) as running:
        yield running


@pytest.fixture
def asked(context):
    """All requests to the extension's interface, in their order."""
    found = []
    context.on(
        "request",
        lambda request: (
            found.append(request.url.split("/esap/")[1].split("?")[0])
            if "/esap/" in request.url
            else None
        ),
    )
    return found


def written(jupyter, name, *attachments):
    """A notebook of somebody else, with what they had attached."""
    notebook = json.loads(json.dumps(EMPTY_NOTEBOOK))
    notebook["metadata"]["rucio_attachments"] = [*attachments]
    (jupyter.root / name).write_text(json.dumps(notebook))
    return name


def person_at(context, jupyter, notebook):
    return Journey(opened(context, jupyter.lab(notebook)), "mouse").wait_for_kernel()


def test_a_wrong_password_is_told_in_words_and_the_right_one_stays_in_no_page(context, jupyter):
    page = opened(context, jupyter.lab())
    dialog = log_in(page, "wrong-password")
    expect(dialog.get_by_role("alert").last).to_contain_text("First lake", timeout=PATIENCE)
    assert axe_violations(page, ".esap-dialog") == []
    page.keyboard.press("Escape")
    logged_in(page, log_in(page))
    assert "alicepw" not in page.content()
    expect(
        page.get_by_role("button", name=re.compile("^Logins: alice · First lake"))
    ).to_be_visible()


def test_by_device_code_the_status_bar_counts_down(context, jupyter, rucio_lake):
    page = opened(context, jupyter.lab())
    dialog = logins(page)
    dialog.get_by_label("How").select_option("device")
    dialog.get_by_role("button", name="Get a code").click()
    code = dialog.get_by_label("Code", exact=True)
    expect(code).to_have_text(re.compile(r"^\S{4}-\S{4}$"), timeout=PATIENCE)
    assert axe_violations(page, ".esap-dialog") == []
    rucio_lake.approve(code.inner_text())
    logged_in(page, dialog)
    item = page.get_by_role(
        "button", name=re.compile(r"^Logins: alice · \d+ min left · First lake")
    )
    expect(item).to_be_visible()
    assert "Memory" in item.get_attribute("title") or "Show logins" in item.get_attribute("title")


def test_by_code_in_the_browser(context, jupyter):
    page = opened(context, jupyter.lab())
    dialog = logins(page)
    dialog.get_by_label("How").select_option("code")
    dialog.get_by_role("button", name="Get the page").click()
    link = dialog.get_by_role("link", name=re.compile("^Open 127"))
    expect(link).to_be_visible(timeout=PATIENCE)
    with context.expect_page() as opening:
        link.click()
    expect(opening.value.locator("body")).to_contain_text("alice", timeout=PATIENCE)
    opening.value.close()
    logged_in(page, dialog)


@pytest.mark.parametrize("kind", ["x509", "x509_proxy"])
def test_by_a_certificate_of_the_workspace(context, jupyter, kind):
    page = opened(context, jupyter.lab())
    dialog = logins(page)
    dialog.get_by_label("How").select_option(kind)
    if kind == "x509":
        dialog.get_by_label("Certificate", exact=True).fill("alice.pem")
        dialog.get_by_label("Key", exact=True).fill("alice.key")
    else:
        dialog.get_by_role("button", name="Choose the file: Proxy").click()
        chooser = page.locator(".jp-Open-Dialog")
        chooser.get_by_text("alice-proxy.pem").click()
        page.locator(".jp-Dialog .jp-mod-accept").click()
        expect(dialog.get_by_label("Proxy", exact=True)).to_have_value("alice-proxy.pem")
    dialog.get_by_role("button", name="Log in", exact=True).click()
    logged_in(page, dialog)


def test_attach_restart_read(context, jupyter):
    """The whole way: found, attached, restarted, read; and again after a reload."""
    person = person_at(context, jupyter, jupyter.new_notebook("mine.ipynb"))
    page = person.page
    logged_in(page, log_in(page))
    person.open_panel()
    page.get_by_role("tab", name="Data lake").click()
    pattern = person.panel.get_by_role("textbox").first
    pattern.fill("test:ds.images")
    pattern.press("Enter")
    person.panel.get_by_role("treeitem", name=re.compile("ds.images")).first.click()
    person.panel.get_by_role("button", name="Attach to notebook").click()
    name = page.get_by_role("dialog").get_by_role("textbox")
    expect(name).to_have_value("ds_images")
    name.fill("images")
    name.press("Enter")
    expect(attached(page)).to_contain_text("1 data set attached, ready", timeout=PATIENCE)
    read = "print(len(images), len(open(images[0], 'rb').read()) == images[0].size)"
    assert person.run(read) == "3 True\n"
    assert page.evaluate(METADATA) == [{**IMAGES, "lake": "first"}]
    for restart in ("restartKernel()", "session.kernel.restart()"):
        page.evaluate(f"async () => {{ await {KERNEL}.{restart} }}")
        expect(attached(page)).to_contain_text("attached, ready", timeout=PATIENCE)
        assert person.run(read) == "3 True\n"
    page.evaluate(f"async () => {{ await {KERNEL}.changeKernel({{ name: 'python3' }}) }}")
    expect(attached(page)).to_contain_text("attached, ready", timeout=PATIENCE)
    assert person.run(read) == "3 True\n"
    page.evaluate("async () => { await jupyterapp.commands.execute('docmanager:save') }")
    again = person_at(context, jupyter, "mine.ipynb")
    expect(attached(again.page)).to_contain_text("1 data set attached, ready", timeout=PATIENCE)
    assert again.run(read) == "3 True\n"


def test_a_kernel_that_died_has_the_data_again(context, jupyter):
    person = person_at(
        context, jupyter, written(jupyter, "dies.ipynb", {**IMAGES, "lake": "first"})
    )
    page = person.page
    logged_in(page, log_in(page))
    attached(page).get_by_role("button", name="Attach", exact=True).click()
    expect(attached(page)).to_contain_text("attached, ready", timeout=PATIENCE)
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    page.evaluate(f"code => {{ {KERNEL}.session.kernel.requestExecute({{ code }}) }}", kill)
    expect(attached(page)).to_contain_text("waiting for the kernel", timeout=PATIENCE)
    expect(attached(page)).to_contain_text("attached, ready", timeout=PATIENCE)
    assert person.run("print(images.here)").startswith("<LakeFiles test:ds.images of first: 3 of 3")


def test_a_notebook_of_somebody_else_contacts_no_lake_and_hides_no_name(context, jupyter, asked):
    hostile = [
        {"did": "test:open", "type": "file", "variableName": name, "lake": "first"}
        for name in ("open", "get_ipython", "print", "__builtins__", "x; import os")
    ]
    notebook = written(jupyter, "hostile.ipynb", *hostile, IMAGES, {"did": 7}, "nonsense")
    person = person_at(context, jupyter, notebook)
    page = person.page
    expect(attached(page)).to_contain_text("asks for 6 data sets")
    assert axe_violations(page, ".esap-attach") == []
    shown = "print(open.__module__, get_ipython.__name__, print.__name__, sorted(globals()))"
    before = person.run(shown)
    attached(page).get_by_role("button", name="Not now").click()
    page.evaluate(f"async () => {{ await {KERNEL}.restartKernel() }}")
    person.wait_for_kernel()
    assert set(asked) <= {"lakes"}
    logged_in(page, log_in(page))
    assert not [path for path in asked if path.startswith("lakes/")]
    attached(page).get_by_role("combobox", name="Data lake").select_option("first")
    attached(page).get_by_role("button", name="Attach", exact=True).click()
    expect(attached(page)).to_contain_text("5 of 6 data sets failed", timeout=PATIENCE)
    attached(page).get_by_role("button", name="Show data").click()
    expect(attached(page)).to_contain_text("ready, 3 files", timeout=PATIENCE)
    assert axe_violations(page, ".esap-attach") == []
    assert person.run(shown) == before.replace("'get_ipython'", "'get_ipython', 'images'")
    assert [path for path in asked if path.endswith("files")] == ["lakes/first/files"]


def test_what_is_not_here_raises_and_code_fetches_it(context, jupyter):
    away = {"did": "test:ds.broken", "type": "collection", "variableName": "away", "lake": "first"}
    person = person_at(context, jupyter, written(jupyter, "away.ipynb", away))
    page = person.page
    logged_in(page, log_in(page))
    attached(page).get_by_role("button", name="Attach", exact=True).click()
    expect(attached(page)).to_contain_text("1 not here", timeout=PATIENCE)
    told = person.run(
        "try:\n    open(away.missing[0])\nexcept FileNotFoundError as error:\n    print(error)"
    )
    assert "Make it available" in told
    assert "None" not in told
    attached(page).get_by_role("button", name="Show data").click()
    attached(page).get_by_role("button", name="Make available… away").click()
    expect(person.panel.get_by_role("treeitem", name=re.compile("ds.broken")).first).to_be_visible(
        timeout=PATIENCE
    )


def test_what_is_downloaded_is_in_the_variable_by_itself(context, jupyter):
    large = {"did": "test:ds.large", "type": "collection", "variableName": "ev", "lake": "first"}
    person = person_at(context, jupyter, written(jupyter, "large.ipynb", large))
    page = person.page
    logged_in(page, log_in(page))
    attached(page).get_by_role("button", name="Attach", exact=True).click()
    expect(attached(page)).to_contain_text("1 not here", timeout=PATIENCE)
    assert person.run("print(len(ev.missing) > 0)") == "True\n"
    page.evaluate(DOWNLOAD, ["test:ds.large"])
    expect(attached(page)).to_contain_text("attached, ready", timeout=2 * PATIENCE)
    assert person.run("print([len(open(f, 'rb').read()) == f.size for f in ev])") == "[True]\n"


def test_in_notebook_7_logins_are_in_the_header_of_the_panel(context, jupyter):
    notebook = written(jupyter, "seven.ipynb", {**IMAGES, "lake": "first"})
    page = opened(context, jupyter.notebook7(notebook))
    person = Journey(page, "mouse").wait_for_kernel()
    attached(page).get_by_role("button", name="Attach", exact=True).click()
    person.command("Open ESAP")
    person.panel.get_by_role("button", name=re.compile("^Logins")).click()
    dialog = page.get_by_role("dialog", name="Logins")
    expect(dialog.get_by_role("listitem").first).to_contain_text("First lake", timeout=PATIENCE)
