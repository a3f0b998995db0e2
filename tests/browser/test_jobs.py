"""Asynchronous jobs in the panel: attached to, waited for, kept, stopped and deleted."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import opened
from tests.support.journey import PATIENCE, Journey, axe_violations
from tests.support.jupyter import ONLY_SANDBOX, Jupyter, find_chromium, run_jupyter
from tests.support.servers import Server, serve
from tests.support.uws import JobService

PICTURES = os.environ.get("ESAP_TEST_PICTURES")


@pytest.fixture(scope="module")
def service() -> JobService:
    return JobService("EXECUTING")


@pytest.fixture(scope="module")
def archive(service: JobService) -> Iterator[Server]:
    with serve(service) as server:
        yield server


@pytest.fixture(scope="module")
def home(archive: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    mine = f'[archives.mine]\nname = "Mine"\nkind = "tap"\nurl = "{archive.url}/tap"\n'
    folder = tmp_path_factory.mktemp("jobs") / "home"
    with run_jupyter(folder, catalogue=f"{ONLY_SANDBOX}\n{mine}") as running:
        yield running


@pytest.fixture
def page(context: BrowserContext, home: Jupyter) -> Page:
    return opened(context, home.lab())


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def opened_jobs(page: Page) -> Journey:
    """Open the panel on its jobs."""
    person = Journey(page, "mouse").open_panel()
    person.panel.get_by_role("tab", name="Activity").click()
    section = person.panel.locator(".esap-jobs")
    expect(section).to_be_visible(timeout=PATIENCE)
    if section.get_attribute("open") is None:
        section.locator("> summary").click()
    return person


def test_attach_wait_keep_and_delete(page: Page, service: JobService, archive: Server) -> None:
    service.jobs.clear()
    key = service.put("EXECUTING", parameters={"QUERY": "SELECT <b> FROM t", "MAXREC": "50"})
    person = opened_jobs(page)
    panel = person.panel
    expect(panel).to_contain_text("live on when you leave")
    picture(page, "jobs-empty")
    field = panel.get_by_role("textbox", name="Attach to a job")
    field.fill("https://elsewhere.example.org/tap/async/1")
    field.press("Enter")
    expect(panel.locator(".esap-jobs").get_by_role("alert")).to_contain_text(
        "None of your archives is at"
    )
    picture(page, "jobs-refused")
    field.fill(f"{archive.url}/tap/async/{key}/phase")
    field.press("Enter")
    row = panel.get_by_role("list", name="Jobs").get_by_role("listitem")
    expect(row).to_have_count(1, timeout=PATIENCE)
    expect(row).to_contain_text("SELECT <b> FROM t")
    expect(row).to_contain_text("running")
    row.locator("summary").click()
    expect(row).to_contain_text("MAXREC")
    row.get_by_role("button", name="Keep 24 h").click()
    expect(panel).to_contain_text("It is kept until", timeout=PATIENCE)
    picture(page, "jobs-details")
    assert axe_violations(page, ".esap-jobs") == []
    row.get_by_role("button", name="Wait for result").click()
    expect(panel.locator(".esap-activities")).to_contain_text(f"as job {key}", timeout=PATIENCE)
    service.set_phase(key, "COMPLETED")
    show = row.get_by_role("button", name="Show", exact=False)
    expect(show).to_be_visible(timeout=PATIENCE)
    picture(page, "jobs-done")
    row.get_by_role("button", name="Delete…").click()
    row.get_by_role("button", name="Delete job").click()
    expect(row).to_have_count(0, timeout=PATIENCE)
    assert service.jobs == {}


def test_jobs_of_the_service_by_keyboard(page: Page, service: JobService) -> None:
    service.jobs.clear()
    key = service.put("EXECUTING")
    panel = opened_jobs(page).panel
    panel.get_by_role("combobox", name="Archive of the job").select_option("mine")
    person = Journey(page, "keyboard")
    person.press(panel.get_by_role("button", name="List its jobs"))
    person.press(panel.get_by_role("button", name=f"Attach {key}"))
    row = panel.get_by_role("list", name="Jobs").get_by_role("listitem")
    expect(row).to_contain_text("SELECT 1 FROM t", timeout=PATIENCE)
    person.press(row.locator("summary"))
    person.press(row.get_by_role("button", name="Stop SELECT"))
    expect(row).to_contain_text("stopped", timeout=PATIENCE)
    person.press(row.get_by_role("button", name="Delete…"))
    page.keyboard.press("Escape")
    expect(row.get_by_role("button", name="Delete…")).to_be_focused()
    assert service.jobs[key]["phase"] == "ABORTED"


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_looks_well_when_narrow(
    page: Page, service: JobService, archive: Server, theme: str
) -> None:
    service.jobs.clear()
    key = service.put("ERROR")
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    panel = opened_jobs(page).panel
    page.evaluate("() => jupyterapp.shell.expandLeft()")
    panel.evaluate("node => { node.style.maxWidth = '250px'; }")
    field = panel.get_by_role("textbox", name="Attach to a job")
    field.fill(f"{archive.url}/tap/async/{key}")
    field.press("Enter")
    row = panel.get_by_role("list", name="Jobs").get_by_role("listitem").first
    expect(row).to_contain_text("failed", timeout=PATIENCE)
    row.locator("summary").click()
    picture(page, f"jobs-narrow-{theme.rpartition(' ')[2].lower()}")
    assert axe_violations(page, ".esap-jobs") == []
    wide = panel.locator(".esap-jobs").evaluate("node => node.scrollWidth > node.clientWidth + 1")
    assert not wide
