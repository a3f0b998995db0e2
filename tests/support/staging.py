"""A platform that stages from a server of the test, into a workspace of its own."""

import contextlib
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from esap_jupyter.archives.refusals import refusal
from esap_jupyter.archives.vo.rows.files import RowFiles
from esap_jupyter.basket.asked import asked_of_item
from esap_jupyter.compute import InlineCompute
from esap_jupyter.models import StageRequest, StageWhat, Transfer, TransferDetails, TransferRequest
from esap_jupyter.net import HttpClient
from esap_jupyter.platform import Platform
from esap_jupyter.staging.desk import StageDesk
from esap_jupyter.staging.engine import Engine
from esap_jupyter.staging.jobs.bringing import Bringer
from esap_jupyter.staging.jobs.stagings import Stagings
from esap_jupyter.staging.jobs.store import JobStore
from esap_jupyter.staging.near import Near
from esap_jupyter.staging.plan import Planner
from esap_jupyter.staging.presence import Presence
from esap_jupyter.staging.template import Layout
from tests.support.bytes_server import Asked, BytesServer, Plan, bytes_server
from tests.support.waiting import wait_for

__all__ = ["Files", "Staging", "desk_on", "staging"]

LIVE = ("queued", "running", "waiting")


class Files:
    """What a server has, by path; some are held back until they are let go.

    Attributes
    ----------
    bodies
        By path.
    held
        Paths of which a piece is sent, and the rest when `let_go` is called.
    """

    def __init__(self, **bodies: bytes) -> None:
        self.bodies = {f"/{name.replace('__', '.')}": body for name, body in bodies.items()}
        self.held: set[str] = set()
        self.refused: dict[str, int] = {}
        self.gate = threading.Event()
        self.begun = threading.Event()

    def plan(self, asked: Asked) -> Plan:
        if asked.path in self.refused:
            return Plan(b"refused", status=self.refused[asked.path])
        body = self.bodies.get(asked.path)
        if body is None:
            return Plan(b"there is no such file", status=404)
        etag = f'"{zlib.crc32(body):08x}"'
        if asked.path in self.held and not self.gate.is_set():
            return Held(body, self, etag)
        return Plan(body, etag=etag)

    def let_go(self) -> None:
        self.gate.set()


class Held(Plan):
    """Sends the first piece of what is asked for, and the rest when the gate opens."""

    def __init__(self, body: bytes, files: Files, etag: str) -> None:
        super().__init__(body, etag=etag, chunk=min(1 << 20, len(body) // 2))
        self._files = files
        self._pieces = 0

    @property
    def pause(self) -> float:
        """Wait for the gate before the second piece, which is how a server stalls."""
        self._pieces += 1
        if self._pieces > 1:
            self._files.begun.set()
            self._files.gate.wait(60)
        return 0.0

    @pause.setter
    def pause(self, _value: float) -> None:
        pass


class Staging:
    """A platform, its workspace, and the server that it stages from."""

    def __init__(self, platform: Platform, root: Path, server: BytesServer, files: Files) -> None:
        self.platform = platform
        self.root = root
        self.server = server
        self.files = files

    @property
    def desk(self):
        return self.platform.stagings

    def url(self, name: str) -> str:
        return f"{self.server.url}/{name}"

    def request(self, *names: str, **fields) -> StageRequest:
        return StageRequest(what=[StageWhat(url=self.url(name)) for name in names], **fields)

    def start(self, *names: str, **fields) -> Transfer:
        request = self.request(*names, **fields)
        return self.desk.start(TransferRequest(request=request), root=self.root)

    def ended(self, job: str) -> Transfer:
        wait_for(lambda: self.desk.stagings.get(job).ended is not None)
        wait_for(lambda: self.desk.stagings.runner(job) is None)
        return self.desk.stagings.get(job)

    def state(self, job: str) -> str:
        return self.desk.stagings.get(job).state

    def details(self, job: str) -> TransferDetails:
        return self.desk.details(job, offset=0, limit=1000)

    def path(self, name: str) -> Path:
        return self.root / "esap-data/127.0.0.1" / name


def desk_on(platform, http: HttpClient, home: Path) -> StageDesk:
    """Make what stages files of rows, for a platform that has but results and row services."""
    near = Near()
    rows = RowFiles(
        services=platform.row_services,
        compute=InlineCompute(),
        name_of=lambda key: key,
        near=near,
        result_of=platform.results.get,
    )
    store = JobStore(home / "stage.sqlite")
    engine = Engine(http=http, home=home / "fetched", refusal=refusal)
    bringer = Bringer(engine=engine, rows=rows, lakes=None)
    layout = Layout("{archive}/{collection}/{name}")
    return StageDesk(
        planner=Planner(rows=rows, lakes=None, near=near, layout=layout),
        stagings=Stagings(store=store, activities=platform.activities, bringer=bringer),
        presence=Presence(store=store, bringer=bringer, keys=engine.keys, moves=lambda _: False),
        items_of=lambda _: [],
        asked_of_item=asked_of_item,
    )


@contextlib.contextmanager
def staging(
    folder: Path, files: Files, *, more: Callable[[str], str] = lambda _: "", home: str = "home"
) -> Iterator[Staging]:
    """Make one; ``more`` is added to its catalogue, given the server's address."""
    with bytes_server(files.plan) as server:
        catalogue = folder / "catalogue.toml"
        text = f'[network]\nallow = ["{server.hostport}"]\n{more(server.url)}'
        catalogue.write_text(text, encoding="utf-8")
        root = folder / "ws"
        root.mkdir(exist_ok=True)
        platform = Platform(home=folder / home, catalogue_paths=[catalogue])
        try:
            yield Staging(platform, root, server, files)
        finally:
            files.let_go()
            platform.close()
