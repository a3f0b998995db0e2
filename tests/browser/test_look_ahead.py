"""Twenty archives are looked at ahead: marks come one by one, dead ones say so, it can be stopped."""

import contextlib
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browsing import opened
from tests.support.journey import Journey, axe_violations
from tests.support.jupyter import ONLY_SANDBOX, Jupyter, run_jupyter
from tests.support.servers import Asked, Reply, black_hole, closed_port, serve
from tests.support.tap import tap, votable

PATIENCE = 60_000
SILENT = "\N{EN DASH} does not answer"
LATE = "\N{EN DASH} no answer in time"
NUMBER = (
    '<VOTABLE version="1.4"><RESOURCE type="results"><TABLE><FIELD name="n" datatype="long"/>'
    "<DATA><TABLEDATA><TR><TD>{}</TD></TR></TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
)


class Services:
    """Eleven that count, one of them only when told; eight that are dead or refuse."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def catalogue(self, stack: contextlib.ExitStack) -> str:
        urls = {f"Counting {n}": self._tap(stack, (0, 7, 1204)[n % 3], f"{n}") for n in range(10)}
        urls |= {"Slow": self._tap(stack, 12, "slow")}
        urls |= {f"Refused {n}": closed_port() for n in range(2)}
        urls |= {f"Hole {n}": stack.enter_context(black_hole()) for n in range(3)}
        urls |= {f"Broken {n}": self._broken(stack) for n in range(2)}
        urls |= {"No count": self._refusing(stack)}
        cone = stack.enter_context(serve(votable(0))).url
        return ONLY_SANDBOX + "".join(
            [_entry(name, "tap", url) for name, url in urls.items()] + [_entry("Cone", "scs", cone)]
        )

    def _tap(self, stack: contextlib.ExitStack, rows: int, which: str) -> str:
        def reply(_: Asked) -> Reply:
            if which == "slow":
                self.go_on.wait(4)
            return Reply(NUMBER.format(rows).encode())

        return f"{stack.enter_context(serve(tap(reply))).url}/tap"

    @staticmethod
    def _broken(stack: contextlib.ExitStack) -> str:
        return stack.enter_context(serve(lambda _: Reply(b"down", status=500))).url

    @staticmethod
    def _refusing(stack: contextlib.ExitStack) -> str:
        refused = votable(0, status="ERROR", text="COUNT is not allowed here")
        return f"{stack.enter_context(serve(tap(refused))).url}/tap"


def _entry(name: str, kind: str, url: str) -> str:
    key = name.lower().replace(" ", "_")
    return f'[archives.{key}]\nname = "{name}"\nkind = "{kind}"\nurl = "{url}"\n'


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def many(tmp_path, services: Services) -> Iterator[Jupyter]:
    with contextlib.ExitStack() as stack:
        text = services.catalogue(stack)
        with run_jupyter(tmp_path / "home", catalogue=text) as running:
            yield running
        services.go_on.set()


def test_marks_come_one_by_one_and_dead_archives_say_so(
    context: BrowserContext, many: Jupyter, services: Services
):
    page = opened(context, many.lab())
    names = [
        *(f"Counting {n}" for n in range(10)),
        *("Slow", "Refused 0", "Refused 1", "Hole 0", "Hole 1", "Hole 2"),
        *("Broken 0", "Broken 1", "No count", "Cone"),
    ]
    Journey(page, "mouse").open_panel().tick_only(*names)
    page.get_by_role("textbox", name="Target").fill("10 41")
    page.get_by_role("button", name="Look ahead").click()
    expect(_mark(page, "Counting 1")).to_have_text("● 7 rows here", timeout=PATIENCE)
    expect(_mark(page, "Counting 0")).to_have_text("○ none here", timeout=PATIENCE)
    expect(_mark(page, "Refused 0")).to_have_text(SILENT, timeout=PATIENCE)
    expect(_mark(page, "Refused 0")).to_have_attribute("title", re.compile("Refused 0"))
    services.go_on.set()
    expect(_mark(page, "Slow")).to_have_text("● 12 rows here", timeout=PATIENCE)
    expect(_mark(page, "No count")).to_have_text("! could not count", timeout=PATIENCE)
    expect(_mark(page, "Cone")).to_have_text("? not declared", timeout=PATIENCE)
    expect(_mark(page, "Broken 0")).to_have_text("! could not count", timeout=PATIENCE)
    expect(_mark(page, "Hole 0")).to_have_text(LATE, timeout=PATIENCE)
    expect(page.get_by_role("button", name="Look ahead")).to_be_visible(timeout=PATIENCE)
    assert axe_violations(page, "#esap-panel") == []


def test_another_target_ends_it(context: BrowserContext, many: Jupyter):
    page = opened(context, many.lab())
    Journey(page, "mouse").open_panel().tick_only("Hole 0", "Hole 1")
    page.get_by_role("textbox", name="Target").fill("10 41")
    page.get_by_role("button", name="Look ahead").click()
    expect(_mark(page, "Hole 0")).to_have_text("… asking", timeout=PATIENCE)
    page.get_by_role("textbox", name="Target").fill("11 41")
    expect(_mark(page, "Hole 0")).to_be_hidden()
    expect(page.get_by_role("button", name="Look ahead")).to_be_visible()


def _mark(page: Page, name: str):
    row = page.locator(".esap-archive").filter(has=page.get_by_label(name, exact=True))
    return row.locator(".esap-coverage")
