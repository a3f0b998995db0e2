"""The panel's tab of data lakes on a real Rucio: look, make available, keep, upload."""

import json
import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.support.browsing import browser, context, opened
from tests.support.journey import axe_violations
from tests.support.jupyter import find_chromium
from tests.support.lake_person import PATIENCE, Lake
from tests.support.rucio import OPERATOR
from tests.support.rucio_lab import lab_with_lakes

__all__ = ["browser", "context"]

pytestmark = pytest.mark.peers

WIDTH = """width => {
  const split = jupyterapp.shell._hsplitPanel;
  const part = width / split.node.clientWidth;
  split.setRelativeSizes([part, 1 - part, 0]);
}"""


@pytest.fixture(scope="module")
def jupyter(rucio_lake, tmp_path_factory):
    """Alice's password lies in the file of credentials."""
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    home = tmp_path_factory.mktemp("lake") / "home"
    secrets = home / "esap/credentials.toml"
    secrets.parent.mkdir(parents=True, mode=0o700)
    secrets.touch(0o600)
    words = {
        "url": rucio_lake.url,
        "account": "alice",
        "username": "alice",
        "password": "alicepw",
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in words.items()]
    secrets.write_text("\n".join(["[first]", *lines, ""]))
    with lab_with_lakes(home, rucio_lake) as running:
        yield running


@pytest.fixture
def person(context, jupyter):
    return Lake(opened(context, jupyter.lab()), "mouse").open_lake()


@pytest.fixture
def once(rucio_lake):
    """A dataset of Alice with one file; its rules are removed afterwards."""
    name = f"only-once-{uuid.uuid4().hex}"
    body = {"type": "DATASET"}
    assert rucio_lake.ask("POST", f"/dids/user.alice/{name}", body=body).status == 201
    body = {"dids": [{"scope": "test", "name": "with space.dat"}]}
    assert rucio_lake.ask("POST", f"/dids/user.alice/{name}/dids", body=body).status == 201
    yield name
    for rule in rucio_lake.ask("GET", f"/dids/user.alice/{name}/rules").lines:
        body = {"purge_replicas": True}
        rucio_lake.ask("DELETE", f"/rules/{rule['id']}", account=OPERATOR, body=body)


@pytest.mark.parametrize("means", ["mouse", "keyboard"])
@pytest.mark.parametrize("place", ["lab", "notebook7"])
def test_containers_unfold_down_to_files_that_say_where_they_are(context, jupyter, place, means):
    path = jupyter.new_notebook(f"Lake-{place}-{means}.ipynb")
    page = opened(context, jupyter.lab(path) if place == "lab" else jupyter.notebook7(path))
    person = Lake(page, means).wait_for_kernel().open_lake()
    person.press(person.panel.get_by_role("button", name="Scopes"))
    filter_ = person.panel.get_by_role("combobox", name="Filter scopes")
    scopes = person.panel.get_by_role("listbox", name="Scopes").get_by_role("option")
    expect(scopes.first).to_have_text("user.aliceyours", timeout=PATIENCE)
    filter_.fill("tes")
    filter_.press("Enter")
    for name in ("cont.all", "cont.inner", "ds.images"):
        person.unfold(name)
    expect(person.row("image_1.fits")).to_have_attribute(
        "aria-label", "image_1.fits, file, 11.5 kB, here", timeout=PATIENCE
    )
    person.in_front("image_1.fits")
    expect(person.details).to_contain_text("test:image_1.fits")
    expect(person.details).to_contain_text(re.compile("here: /.*image_1.fits"), timeout=PATIENCE)
    # Both at one moment, as details that arrive move them.
    actions = person.panel.get_by_role("toolbar", name="Data identifiers").element_handle()
    assert person.details.evaluate(
        """(details, actions) => actions.getBoundingClientRect().bottom
          <= details.getBoundingClientRect().top + 1""",
        actions,
    )
    for section, words in (
        ("Held by", "test:ds.images"),
        ("Replicas", "DAV2"),
        ("Rules", "kept, 3 of 3 files there"),
    ):
        person.fold_out(section)
        expect(person.details).to_contain_text(words, timeout=PATIENCE)
    assert axe_violations(page, "#esap-panel") == []


def test_names_of_others_are_text(person):
    said = []
    person.page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    person.look_for("test:ds.odd")
    person.unfold("ds.odd")
    row = person.row("../../escape.dat")
    expect(row).to_be_visible(timeout=PATIENCE)
    hostile = person.tree.get_by_role("treeitem", name=re.compile("<img src=x"))
    hostile.locator(".esap-did-name").click()
    expect(person.details).to_contain_text("<img src=x onerror=", timeout=PATIENCE)
    expect(person.details).to_contain_text("elsewhere", timeout=PATIENCE)
    assert person.panel.locator("img").count() == 0
    assert said == []


def test_metadata_finds_data_sets(person):
    person.panel.locator("summary").filter(has_text="Metadata").first.click()
    person.panel.get_by_role("combobox", name="Metadata key").fill("instrument")
    person.panel.get_by_role("textbox", name="Value").fill("KM3")
    person.look_for("test:*")
    expect(person.row("ds.events")).to_be_visible(timeout=PATIENCE)
    expect(person.row("ds.images")).to_have_count(0)
    person.panel.get_by_role("textbox", name="Value").fill("nobody has this")
    person.look_for("test:*")
    expect(person.panel.get_by_text("Nothing matches.")).to_be_visible()


@pytest.mark.parametrize("means", ["mouse", "keyboard"])
def test_a_data_set_is_downloaded_into_the_workspace(context, jupyter, means):
    path = jupyter.new_notebook(f"Download-{means}.ipynb")
    person = Lake(opened(context, jupyter.lab(path)), means).wait_for_kernel().open_lake()
    person.look_for("test:ds.large")
    person.in_front("ds.large")
    form = person.make_available("Download")
    expect(form).to_contain_text("Files that are here already are not fetched again.")
    person.type(form.get_by_label("Folder"), f"lake-{means}")
    person.press(form.get_by_role("button", name="Download"))
    person.transferred()
    files = [path for path in (jupyter.root / f"lake-{means}").rglob("*") if path.is_file()]
    assert 20_000_000 in {path.stat().st_size for path in files}
    expect(person.details).to_contain_text("1 here", timeout=PATIENCE)


def test_a_rule_makes_a_data_set_available(person, rucio_lake, once):
    person.look_for(f"user.alice:{once}")
    person.in_front(once)
    form = person.make_available("Replicate")
    expect(form).to_contain_text("1 file, 1.0 kB; ", timeout=PATIENCE)
    expect(form).to_contain_text("It fits", timeout=PATIENCE)
    form.get_by_label("How long").select_option(label="24 h")
    form.get_by_role("button", name="Make rule").click()
    expect(form).to_contain_text("The rule is made: ", timeout=PATIENCE)
    rucio_lake.step()
    person.panel.get_by_role("tab", name="Rules").click()
    person.panel.get_by_role("button", name="Look again").click()
    rules = person.panel.get_by_role("list", name="My rules")
    row = rules.get_by_role("listitem").filter(has_text=once)
    expect(row).to_contain_text("kept, 1 of 1 file there", timeout=PATIENCE)
    row.get_by_role("button", name=f"user.alice:{once}", exact=True).click()
    person.in_front(once)
    expect(person.details).to_contain_text("1 here", timeout=PATIENCE)


def test_what_does_not_fit_is_told_before_and_after(person):
    person.look_for("test:ds.large")
    person.in_front("ds.large")
    form = person.make_available("Replicate")
    where = form.get_by_label("Where")
    where.fill("SMALL1")
    where.press("Enter")
    expect(form).to_contain_text("It does not fit: alice has not enough quota", timeout=PATIENCE)
    expect(form).not_to_contain_text("The rule is made")
    where.press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("quota", timeout=PATIENCE)
    expect(form).not_to_contain_text("The rule is made")


def test_a_stuck_rule_says_why_and_stays_where_one_may_not_remove_it(person):
    person.panel.get_by_role("tab", name="Rules").click()
    rules = person.panel.get_by_role("list", name="My rules")
    row = rules.get_by_role("listitem").filter(has_text="test:ds.stuck").first
    expect(row).to_contain_text("only_posix.dat to DAV2", timeout=PATIENCE)
    row.locator("summary").click()
    expect(row).to_contain_text("stuck · DAV2", timeout=PATIENCE)
    row.get_by_role("button", name=re.compile("^Remove rule of")).click()
    row.get_by_role("button", name="Remove rule", exact=True).click()
    expect(row).to_contain_text("The rule was not removed.", timeout=PATIENCE)
    assert axe_violations(person.page, "#esap-panel") == []


def test_a_file_of_the_file_browser_is_uploaded_and_read_back_by_its_did(
    context, jupyter, rucio_lake
):
    name = f"upload-{uuid.uuid4().hex}.csv"
    (jupyter.root / name).write_text("ra,dec\n1,2\n")
    path = jupyter.new_notebook("Upload.ipynb")
    person = Lake(opened(context, jupyter.lab(path)), "mouse").wait_for_kernel()
    item = person.page.locator(".jp-DirListing-item").filter(has_text=name)
    item.click(button="right")
    person.page.get_by_role("menuitem", name="Upload to the data lake…").click()
    form = person.panel.get_by_role("form", name="Upload to the data lake")
    expect(form.get_by_role("listitem")).to_contain_text(name, timeout=PATIENCE)
    expect(form.get_by_label("Scope")).to_have_value("user.alice", timeout=PATIENCE)
    form.get_by_label("Where").fill("DAV2")
    form.get_by_label("Metadata").fill("kind = test of the panel")
    form.get_by_role("button", name="Upload 1 item").click()
    person.transferred()
    found = rucio_lake.ask("GET", f"/dids/user.alice/{name}/meta?plugin=ALL").json
    assert found["kind"] == "test of the panel"
    did = f"rucio://first/user.alice:{name}"
    read = f"import esap_jupyter as esap; print(esap.stage({did!r})[0].read_text())"
    assert "ra,dec" in person.run(read)


def test_ten_thousand_are_shown_with_few_rows_on_the_page(person, rucio_lake):
    if rucio_lake.ask("GET", "/dids/test/ds.many/files").text.count("\n") < 10_000:
        rucio_lake.fill("--many")
    person.panel.get_by_role("combobox", name="Type").select_option("file")
    person.look_for("test:many_*")
    expect(person.panel.get_by_text("10\u202f000 found")).to_be_visible(timeout=PATIENCE)
    assert person.tree.get_by_role("treeitem").count() < 100
    person.tree.focus()
    person.page.keyboard.press("End")
    last = person.tree.locator("[aria-posinset='10000']")
    expect(last).to_be_visible()
    expect(last).to_have_attribute("data-current", "", timeout=PATIENCE)


def test_a_lake_that_fails_is_told_and_asked_again(person, rucio_lake):
    with rucio_lake.fault("/dids/test/dids/search", status=500, body="<b>broken</b>"):
        person.look_for("test:ds*")
        alert = person.panel.get_by_role("alert").filter(has_text="500")
        expect(alert).to_be_visible(timeout=PATIENCE)
        expect(person.panel.get_by_text("Nothing matches.")).to_have_count(0)
    person.look_for("test:ds*")
    expect(person.row("ds.images")).to_be_visible(timeout=PATIENCE)


def test_a_search_is_cancelled(person, rucio_lake):
    with rucio_lake.fault("/dids/test/dids/search", delay=20):
        person.field.fill("test:ds*")
        person.field.press("Enter")
        person.panel.get_by_role("button", name="Cancel").click()
        expect(person.panel.get_by_text(re.compile("^Cancelled"))).to_be_visible()


def test_who_is_not_logged_in_is_offered_to_log_in(person):
    person.panel.get_by_role("combobox", name="Lake", exact=True).select_option("second")
    expect(person.panel.get_by_text("You are not logged in to Second lake.")).to_be_visible(
        timeout=PATIENCE
    )
    person.panel.get_by_role("button", name="Log in", exact=True).click()
    expect(person.page.get_by_role("dialog", name="Logins")).to_be_visible()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_all_of_it_fits_in_a_narrow_side_bar(person, theme):
    page = person.page
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
    page.evaluate(WIDTH, 250)
    page.wait_for_function("() => document.querySelector('#esap-panel').clientWidth <= 255")
    tab = person.panel.get_by_role("tab", name="Data lake")
    expect(tab.get_by_text("Lake", exact=True)).to_be_visible()
    person.look_for("test:ds.images")
    person.in_front("ds.images")
    expect(person.details).to_contain_text("3 here", timeout=PATIENCE)
    for tab in ("Browse", "Rules", "Upload"):
        person.panel.get_by_role("tab", name=tab).click()
        wide = "node => [...node.querySelectorAll('*'), node].filter(n => n.scrollWidth > "
        wide += "n.clientWidth + 1 && getComputedStyle(n).overflowX === 'auto').length"
        assert person.panel.evaluate(wide) == 0
        assert axe_violations(page, "#esap-panel") == []


def test_in_a_low_and_narrow_window_details_are_within_reach(person):
    page = person.page
    page.set_viewport_size({"width": 900, "height": 500})
    page.evaluate(WIDTH, 250)
    page.wait_for_function("() => document.querySelector('#esap-panel').clientWidth <= 255")
    person.look_for("test:ds.images")
    person.in_front("ds.images")
    form = person.make_available("Download")
    form.get_by_label("Folder").fill("low")
    form.get_by_role("button", name="Download").click()
    person.transferred()
    person.fold_out("Rules")
    expect(person.details).to_contain_text("kept, 3 of 3 files there", timeout=PATIENCE)
    last = person.details.locator("summary").filter(has_text=re.compile("^Rules"))
    last.scroll_into_view_if_needed()
    at_its_middle = """node => {
      const { left, top, width, height } = node.getBoundingClientRect();
      return node.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    }"""
    assert last.evaluate(at_its_middle)
