"""A basket of two archives and a data lake, staged by a server that is killed half way.

All parts are real: the sandbox, DaCHS, Rucio with its storage, JupyterLab and the browser.
"""

import hashlib
import json
import threading
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.browsing import browser, context, opened
from tests.support.images import open_images
from tests.support.jupyter import Jupyter, find_chromium
from tests.support.lake_person import PATIENCE, Lake, log_in, logged_in
from tests.support.panel import show
from tests.support.rucio import RucioPeer
from tests.support.rucio_lab import lab_with_lakes
from tests.support.waiting import wait_for

__all__ = ["browser", "context"]

pytestmark = pytest.mark.peers

# The first of them comes at 128 KiB a second, what the archives have at RATE all together.
IN_LAKE = ("slow.dat", "down_then_good.dat")
RATE = 1 << 16
LISTS = ("esap-manifest.jsonl", "manifest.jsonl")
# Rows of DaCHS that have no image are none of those that are chosen.
IMAGES = "SELECT * FROM ivoa.obscore WHERE target_name = 'P04'"
MORE = """
[archives.dachs]
name = "DaCHS"
kind = "tap"
url = "{dachs}"

[staging]
rate = {rate}
"""


@pytest.fixture
def dataset(rucio_lake: RucioPeer) -> str:
    """Name a dataset of Alice: a file on slow storage, and one whose first place is down."""
    name = f"basket-{uuid.uuid4().hex}"
    there = rucio_lake.ask("POST", f"/dids/user.alice/{name}", body={"type": "DATASET"})
    assert there.status == 201, there
    body = {"dids": [{"scope": "test", "name": each} for each in IN_LAKE]}
    assert rucio_lake.ask("POST", f"/dids/user.alice/{name}/dids", body=body).status == 201
    return name


class Watch:
    """Looks at all files that can be seen in a folder, again and again.

    Attributes
    ----------
    seen
        What the bytes of each path have been, as SHA-256.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: dict[Path, set[str]] = {}
        self.looks = 0
        self._stop = threading.Event()

    def look(self) -> None:
        for path, body in visible(self.folder).items():
            self.seen.setdefault(path, set()).add(hashlib.sha256(body).hexdigest())
        self.looks += 1

    @contextmanager
    def going_on(self) -> Iterator[None]:
        thread = threading.Thread(target=self._go_on)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _go_on(self) -> None:
        while not self._stop.wait(0.05):
            self.look()


def visible(folder: Path) -> dict[Path, bytes]:
    """Read what a person sees in a folder, but for the lists, which grow line by line."""
    found = {}
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file() and path.name not in LISTS:
            found[path] = path.read_bytes()
    return found


def begun(folder: Path) -> set[str]:
    """Name the archives and lakes of which a part of a file lies hidden."""
    parts = [path for path in folder.rglob(".esap/*.part") if path.stat().st_size > 0]
    return {path.relative_to(folder).parts[0] for path in parts}


def manifests(folder: Path) -> dict[Path, dict[str, Any]]:
    """Read the lines of all manifests, by the file that each is of."""
    return {
        manifest.parent / line["name"]: line
        for manifest in folder.rglob("esap-manifest.jsonl")
        for line in map(json.loads, manifest.read_text().splitlines())
    }


def asked(jupyter: Jupyter, path: str) -> Any:
    """Ask the server as its page does."""
    request = Request(
        f"{jupyter.url}esap/{path}", headers={"Authorization": f"token {jupyter.token}"}
    )
    with build_opener(ProxyHandler({})).open(request, timeout=30) as answer:
        return json.load(answer)


def transfer(jupyter: Jupyter) -> dict[str, Any]:
    """Return the only transfer that there is."""
    (one,) = asked(jupyter, "transfers")
    return dict(one)


def source(url: str) -> bytes:
    """Fetch a file as anything else would."""
    with build_opener(ProxyHandler({})).open(url, timeout=30) as answer:
        return bytes(answer.read())


def put_rows(page: Page, jupyter: Jupyter, archive: str, **search: Any) -> None:
    """Put the first two rows of an archive into the basket."""
    tab = open_images(page, jupyter, archive=archive, **search)
    tab.get_by_role("gridcell").first.click()
    page.keyboard.press("Shift+ArrowDown")
    tab.get_by_role("button", name="Add to basket (2)").click()
    expect(visible_text(tab, "Added 2 items.")).to_be_visible(timeout=PATIENCE)


def visible_text(within: Locator, words: str) -> Locator:
    return within.get_by_text(words).filter(visible=True).first


def put_dataset(page: Page, name: str) -> None:
    """Log in to the lake, find the dataset, and put it into the basket."""
    logged_in(page, log_in(page))
    person = Lake(page, "mouse").open_lake()
    person.look_for(f"user.alice:{name}")
    person.in_front(name)
    person.press(person.panel.get_by_role("button", name="Add to basket"))
    expect(visible_text(page.locator("body"), "Added 1 item.")).to_be_visible(timeout=PATIENCE)


def stage_all(page: Page, basket: Locator) -> None:
    """Look at the plan, in which each file has its way, and begin it."""
    basket.get_by_role("button", name="Stage all", exact=True).click()
    plan = page.get_by_role("dialog", name="Stage 5 items of the basket")
    expect(plan.get_by_role("status").filter(has_text="6 files")).to_be_visible(timeout=PATIENCE)
    expect(plan.get_by_text("cannot be had")).to_have_count(0)
    plan.get_by_role("button", name="Start").click()
    expect(plan).to_be_hidden(timeout=PATIENCE)


def is_half_way(jupyter: Jupyter) -> bool:
    told = transfer(jupyter)
    assert told["state"] in {"queued", "running"}, told
    return int(told["done"]) >= int(told["bytes"]) / 2 > 0


@pytest.fixture
def catalogue(dachs: str) -> str:
    if find_chromium() is None:
        pytest.skip("no chromium on PATH and none named by ESAP_BROWSER")
    return MORE.format(dachs=dachs, rate=RATE)


def test_a_basket_of_two_archives_and_the_lake_arrives_though_the_server_is_killed(
    tmp_path: Path,
    context: BrowserContext,
    rucio_lake: RucioPeer,
    catalogue: str,
    dataset: str,
) -> None:
    home = tmp_path / "home"
    watch = Watch(home / "work/esap-data")
    with watch.going_on():
        with lab_with_lakes(home, rucio_lake, more=catalogue) as jupyter:
            page = opened(context, jupyter.lab())
            put_rows(page, jupyter, "sandbox")
            put_rows(page, jupyter, "dachs", adql=IMAGES)
            put_dataset(page, dataset)
            basket = show(page, "Basket")
            expect(basket.locator("[role=option]")).to_have_count(5)
            stage_all(page, basket)
            wait_for(lambda: is_half_way(jupyter))
            jupyter.kill()
        early = visible(watch.folder)
        assert {"sandbox", "first"} <= begun(watch.folder)
        with lab_with_lakes(home, rucio_lake, more=catalogue, port=jupyter.port) as again:
            page.reload()
            page.wait_for_function("window.jupyterapp?.restored.then(() => true)")
            goes_on(page)
            wait_for(lambda: transfer(again)["ended"] is not None)
            assert transfer(again)["state"] == "done", transfer(again)
            all_is_told(page)
            whole(again, watch.folder, rucio_lake)
    final = visible(watch.folder)
    digests = {path: {hashlib.sha256(body).hexdigest()} for path, body in final.items()}
    assert watch.seen == digests
    assert watch.looks > 20
    assert early.items() <= final.items()


def goes_on(page: Page) -> None:
    """See that the job is under way though nobody has asked for it again."""
    row = show(page, "Activity").get_by_role("listitem").filter(has_text="Basket").first
    expect(row).to_be_visible(timeout=PATIENCE)
    expect(row.get_by_role("button", name="Reveal")).to_be_visible(timeout=PATIENCE)


def all_is_told(page: Page) -> None:
    """See in the basket that all of it is here."""
    basket = show(page, "Basket")
    expect(basket.get_by_text("✓ here")).to_have_count(5, timeout=PATIENCE)


def whole(jupyter: Jupyter, folder: Path, lake: RucioPeer) -> None:
    """Compare each file with its source, and with what the manifest says of it."""
    found, told = visible(folder), manifests(folder)
    files = asked(jupyter, f"transfers/{transfer(jupyter)['id']}")["files"]
    assert len(files) == len(found) == 6
    assert set(found) == set(told)
    for file in files:
        path = jupyter.root / file["path"]
        body = found[path]
        sums = checksums(body)
        if path.name in IN_LAKE:
            meta = lake.ask("GET", f"/dids/test/{path.name}/meta").json
            assert {"md5": meta["md5"], "adler32": meta["adler32"]}.items() <= sums.items(), path
            assert set(file["verified"]) & {"md5", "adler32"}, file
        else:
            assert body == source(file["url"]), path
        line = told[path]
        assert line["size"] == len(body)
        assert line["checksums"]
        assert line["checksums"].items() <= sums.items(), path


def checksums(body: bytes) -> dict[str, str]:
    """Compute all of them."""
    return {
        "md5": hashlib.md5(body).hexdigest(),
        "sha256": hashlib.sha256(body).hexdigest(),
        "adler32": f"{zlib.adler32(body):08x}",
    }
