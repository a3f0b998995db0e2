"""The whole way through a data lake as one person goes it, in JupyterLab with a real Rucio."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.support.browsing import browser, context, opened
from tests.support.jupyter import find_chromium
from tests.support.lake_person import PATIENCE, Lake, attached, log_in, logged_in
from tests.support.lakes import connected, password
from tests.support.rucio import OPERATOR
from tests.support.rucio_lab import lab_with_lakes
from tests.support.transfers import transferring

__all__ = ["browser", "context"]

pytestmark = pytest.mark.peers

CONTENT = bytes(range(250)) * 4
READ = """from pathlib import Path
(file,) = data
print(len(Path(file).read_bytes()) == file.size, Path(file).is_relative_to({mount!r}))"""
ROWS = "ra,dec\n1,2\n"
BACK = """import esap_jupyter as esap
print(esap.stage("rucio://first/user.alice:{name}")[0].read_text())"""


@pytest.fixture(scope="module")
def jupyter(rucio_lake, tmp_path_factory):
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    with lab_with_lakes(tmp_path_factory.mktemp("journey") / "home", rucio_lake) as running:
        yield running


@pytest.fixture
def dataset(rucio_lake, tmp_path):
    """A dataset of Alice with one file, of the same name and ``.dat``, on storage far away."""
    name = f"journey-{uuid.uuid4().hex}"
    (tmp_path / f"{name}.dat").write_bytes(CONTENT)
    with (
        connected(rucio_lake.url, password(), ca=str(rucio_lake.ca)) as lake,
        transferring(lake, tmp_path) as here,
    ):
        assert not here.put(tmp_path / f"{name}.dat", rse="DAV1", dataset=name).failed
    yield name
    for rule in rucio_lake.ask("GET", f"/dids/user.alice/{name}/rules").lines:
        body = {"purge_replicas": True}
        rucio_lake.ask("DELETE", f"/rules/{rule['id']}", account=OPERATOR, body=body)


class Person(Lake):
    """Somebody with a notebook, too."""

    def browse(self, dataset):
        """Choose one's own scope, find the dataset, and see that its file is elsewhere."""
        self.press(self.panel.get_by_role("button", name="Scopes"))
        self.panel.get_by_role("listbox", name="Scopes").get_by_text("user.alice").click()
        expect(self.field).to_have_value(re.compile("^user.alice:"))
        self.look_for(f"user.alice:{dataset}*")
        self.unfold(dataset)
        file = f"{dataset}.dat"
        expect(self.row(file)).to_have_attribute(
            "aria-label", f"{file}, file, 1.0 kB, elsewhere", timeout=PATIENCE
        )

    def download(self, dataset, folder):
        self.in_front(dataset)
        form = self.make_available("Download")
        self.type(form.get_by_label("Folder"), folder)
        self.press(form.get_by_role("button", name="Download"))
        self.transferred()
        expect(self.details).to_contain_text("1 here", timeout=PATIENCE)

    def replicate(self, dataset):
        """Make a rule after its preview; the line of it."""
        self.in_front(dataset)
        form = self.make_available("Replicate")
        expect(form).to_contain_text("1 file, 1.0 kB; ", timeout=PATIENCE)
        expect(form).to_contain_text("It fits", timeout=PATIENCE)
        form.get_by_label("How long").select_option(label="24 h")
        self.press(form.get_by_role("button", name="Make rule"))
        expect(form).to_contain_text("The rule is made: ", timeout=PATIENCE)
        self.press(self.panel.get_by_role("tab", name="Rules"))
        rules = self.panel.get_by_role("list", name="My rules").get_by_role("listitem")
        rule = rules.filter(has_text=dataset).filter(has_text="DAV2")
        expect(rule).to_contain_text("0 of 1 file there", timeout=PATIENCE)
        return rule

    def attach(self, dataset, variable):
        self.press(self.panel.get_by_role("tab", name="Browse"))
        self.in_front(dataset)
        self.press(self.panel.get_by_role("button", name="Attach to notebook"))
        name = self.page.get_by_role("dialog").get_by_role("textbox")
        name.fill(variable)
        name.press("Enter")
        self.attached()

    def attached(self):
        expect(attached(self.page)).to_contain_text("1 data set attached, ready", timeout=PATIENCE)

    def run_cell(self, code, printed):
        """Write the cell, run it, and wait for what it prints."""
        cell = self.page.locator(".jp-Notebook .jp-CodeCell").first
        cell.locator(".cm-content").fill(code)
        self.page.evaluate("() => void jupyterapp.commands.execute('notebook:run-cell')")
        expect(cell.locator(".jp-OutputArea-output")).to_have_text(
            re.compile(rf"^{re.escape(printed)}\s*$"), timeout=PATIENCE
        )

    def restart_kernel(self):
        """Restart it by its command, answering that one wants to."""
        self.page.evaluate(
            """() => void jupyterapp.commands.execute('kernelmenu:restart')
              .then(() => { window.restarted = true; })"""
        )
        self.page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
        self.page.wait_for_function("() => window.restarted", timeout=PATIENCE)
        self.attached()

    def upload(self, name):
        """Upload a file of the file browser."""
        self.press(self.page.locator("[data-id=filebrowser]"))
        self.page.locator(".jp-DirListing-item").filter(has_text=name).click(button="right")
        self.page.get_by_role("menuitem", name="Upload to the data lake…").click()
        form = self.panel.get_by_role("form", name="Upload to the data lake")
        expect(form.get_by_role("listitem")).to_contain_text(name, timeout=PATIENCE)
        expect(form.get_by_label("Scope")).to_have_value("user.alice", timeout=PATIENCE)
        form.get_by_label("Where").fill("DAV2")
        self.press(form.get_by_role("button", name="Upload 1 item"))
        self.transferred()


def test_browse_make_available_attach_restart_upload_read_back(
    context, jupyter, rucio_lake, dataset
):
    written = jupyter.root / f"{dataset}.csv"
    written.write_text(ROWS)
    notebook = jupyter.new_notebook("Journey.ipynb")
    person = Person(opened(context, jupyter.lab(notebook)), "mouse").wait_for_kernel()
    logged_in(person.page, log_in(person.page))
    person.open_lake().browse(dataset)

    person.download(dataset, "journey")
    (fetched,) = (jupyter.root / "journey").rglob("*.dat")
    assert fetched.read_bytes() == CONTENT

    with rucio_lake.still():
        rule = person.replicate(dataset)
        rucio_lake.step()
    person.press(person.panel.get_by_role("button", name="Look again"))
    expect(rule).to_contain_text("kept, 1 of 1 file there", timeout=PATIENCE)

    # From here on the file is read where the rule brought it.
    fetched.unlink()
    person.attach(dataset, "data")
    read = READ.format(mount=str(rucio_lake.mount))
    person.run_cell(read, "True True")
    person.restart_kernel()
    person.run_cell(read, "True True")

    person.upload(written.name)
    written.unlink()
    person.run_cell(BACK.format(name=written.name), ROWS.strip())


def test_peer_row_01_the_lake_is_in_the_side_bar_and_is_not_pushed_in_front(context, jupyter):
    person = Lake(opened(context, jupyter.lab()), "mouse")
    expect(person.page.locator("[data-id=esap-panel]")).to_be_visible()
    expect(person.panel).to_be_hidden()
    person.open_panel()
    expect(person.panel.get_by_role("tab", name="Data lake")).to_be_visible()
