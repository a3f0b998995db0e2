"""A platform that contacts nobody, for tests of the faces above it."""

import time
from pathlib import Path

from esap_jupyter.activities import Activities
from esap_jupyter.basket.desk import BasketDesk
from esap_jupyter.basket.store import Basket
from esap_jupyter.basket.watch import BasketWatch
from esap_jupyter.compute import InlineCompute
from esap_jupyter.errors import NotFoundError
from esap_jupyter.models import Archive, Column, Provenance, Search, Target
from esap_jupyter.models.catalogue import ArchiveSource, Settings
from esap_jupyter.results.code import search_code
from esap_jupyter.results.store import ResultStore
from tests.support.identities import identities

HOSTILE = "<img src=x onerror=alert(1)>'\"; import os\u202e"

ARCHIVES = {
    "sandbox": Archive(id="sandbox", name="Sandbox", kind="tap", default=True),
    "lofar": Archive(
        id="lofar",
        name=HOSTILE,
        kind="lofar_lta",
        state="unavailable",
        reason="not available in this version",
    ),
}

SOURCE = ArchiveSource(
    id="gw",
    name=HOSTILE,
    kind="esap_gateway",
    url="https://esap.example/esap-api",
    state="failed",
    reason="It is down.",
)

TARGET = Target(
    text="M31", name="M 31", ra=10.68, dec=41.27, sexagesimal="00h42m44s", source="OpenNGC"
)


class FakePlatform:
    """Stands in for `esap_jupyter.platform.Platform`."""

    def __init__(self, home):
        home.mkdir(parents=True, exist_ok=True)
        self.activities = Activities(path=home / "activities.sqlite")
        self.results = ResultStore(home=home)
        self.basket = Basket(home / "basket.sqlite")
        self.here = {}
        self.present = {}
        self.watch = None
        self.basket_desk = BasketDesk(
            basket=lambda: self.basket,
            results=lambda: self.results,
            rows=lambda: self.row_services,
            compute=InlineCompute(),
            lake_name=str.upper,
            here=lambda items: {
                each.id: self.here[each.url] for each in items if each.url in self.here
            },
            present=lambda _: self.present,
        )
        self.login_listeners = []
        self.rule_listeners = []
        self.identities = identities(home, told=self.tell_login)
        self.calls = []
        self.handles = {}
        self.searches = {}
        self.closed = False

    def watch_basket(self, tell):
        self.watch = BasketWatch(self.basket, tell=tell, seconds=0.05)
        self.watch.start()

    def on_login(self, listener):
        self.login_listeners.append(listener)

    def on_rule(self, listener):
        self.rule_listeners.append(listener)

    def tell_login(self, service, state):
        for listener in self.login_listeners:
            listener(service, state)

    def archives(self):
        return list(ARCHIVES.values())

    def archive(self, archive):
        if archive not in ARCHIVES:
            raise NotFoundError(f"There is no archive {archive!r}.", remedy="List them.")
        return ARCHIVES[archive]

    def check(self, archive):
        self.calls.append(("check", archive))
        return self.archive(archive)

    def settings(self):
        return Settings(adql=True, add=True, registry=False, local=True)

    def sources(self):
        return [SOURCE]

    def read_source(self, source):
        self.calls.append(("read", source))
        if source != SOURCE.id:
            raise NotFoundError(f"There is no source {source!r}.", remedy="List them.")
        return SOURCE

    def add_archive(self, new):
        self.calls.append(("add", new))
        return Archive(id="new", name=new.name, kind=new.kind, url=new.url, source="mine")

    def remove_archive(self, archive):
        self.calls.append(("remove", self.archive(archive).id))

    def resolve(self, text, *, online=True):
        self.calls.append(("resolve", text, online))
        return TARGET

    def search(self, request):
        self.calls.append(("search", request))
        name = f"s{len(self.searches)}"
        handle = self.activities.start("search", "M31", search=name, archive=request.archives[0])
        self.handles[name] = handle
        self.searches[name] = Search(
            id=name,
            title="M31",
            request=request,
            target=TARGET,
            started=time.time(),
            activities=[handle.activity],
        )
        return self.searches[name]

    def searching(self, search):
        if search not in self.searches:
            raise NotFoundError(f"There is no search {search!r}.")
        return self.searches[search]

    def cancel_search(self, search):
        self.calls.append(("cancel", self.searching(search).id))
        self.handles[search].cancel.set()

    def merged(self, search, *, also=(), distinct=False):
        self.calls.append(("merged", search, list(also), distinct))
        return self.results.list()[0]

    def form(self, archive, collection=None):
        self.calls.append(("form", self.archive(archive).id, collection))
        return {"type": "object", "properties": {"task": {"type": "string"}}}

    def code(self, key, variable):
        return search_code(self.results.get(key), variable)

    def close(self):
        self.closed = True
        self.activities.close()
        if self.watch is not None:
            self.watch.close()
        self.basket.close()


def store_table(store, table, *, name="stars", truncated=False):
    """Put an Arrow table among the results of a store."""
    import pyarrow as pa

    draft = store.begin()
    with pa.OSFile(str(draft.table), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    provenance = Provenance(
        archive="sandbox",
        service="http://127.0.0.1/tap",
        protocol="TAP",
        language="ADQL",
        query="SELECT * FROM t",
        started=0.0,
        seconds=1.0,
        client="tests",
    )
    return draft.commit(
        name=name,
        title=name,
        archive="sandbox",
        collection=None,
        rows=table.num_rows,
        truncated=truncated,
        columns=[Column(name=field.name, datatype="char") for field in table.schema],
        provenance=provenance,
    )


def contents(folder: Path):
    """All files below a folder, for what must not be left behind."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
