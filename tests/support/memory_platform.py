"""A platform in memory, for faces that need one and test something else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from esap_jupyter import models
from esap_jupyter.errors import NotFoundError, TargetNotFoundError, UnreachableError

__all__ = ["MemoryPlatform"]

Listener = Callable[[models.Activity], None]


class _Activities:
    def __init__(self) -> None:
        self.listeners: list[Listener] = []
        self.known: dict[str, models.Activity] = {}
        self.cancelled: list[str] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def list(self) -> list[models.Activity]:
        return list(self.known.values())

    def cancel(self, key: str) -> None:
        self.cancelled.append(key)

    def put(self, activity: models.Activity) -> None:
        self.known[activity.id] = activity
        for listener in list(self.listeners):
            listener(activity)


class _Results:
    def __init__(self) -> None:
        self.known: dict[str, models.Result] = {}

    def list(self) -> list[models.Result]:
        return list(self.known.values())

    def look(self, key: str) -> models.Result:
        return self.get(key)

    def get(self, key: str) -> models.Result:
        if key not in self.known:
            raise NotFoundError(f"There is no result {key!r}.", remedy="Search again.")
        return self.known[key]


class MemoryPlatform:
    """Answers like the platform; `finish` says how the only archive's search ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.activities = _Activities()
        self.results = _Results()
        self.searches: dict[str, models.Search] = {}

    def archives(self) -> list[models.Archive]:
        return [models.Archive(id="sandbox", name="Sandbox", kind="tap", default=True)]

    def archive(self, key: str) -> models.Archive:
        return self.archives()[0]

    def check(self, key: str) -> models.Archive:
        raise UnreachableError("Sandbox does not answer.", remedy="Retry.")

    def resolve(self, text: str, *, online: bool = True) -> models.Target:
        if text != "M31":
            raise TargetNotFoundError(f"Nobody knows {text!r}.", remedy="Try coordinates.")
        return models.Target(
            text=text, name="M31", ra=10.68, dec=41.27, sexagesimal="00 42 44", source="OpenNGC"
        )

    def search(self, request: models.SearchRequest) -> models.Search:
        key = f"s{len(self.searches) + 1}"
        activity = models.Activity(
            id=f"a-{key}",
            kind="search",
            title="M31",
            state="running",
            revision=1,
            started=1.0,
            search=key,
            archive="sandbox",
        )
        self.searches[key] = models.Search(
            id=key, title="M31", request=request, target=None, started=1.0, activities=[activity]
        )
        self.activities.put(activity)
        return self.searches[key]

    def searching(self, key: str) -> models.Search:
        search = self.searches[key]
        now = [self.activities.known[known.id] for known in search.activities]
        return models.Search(
            id=key,
            title=search.title,
            request=search.request,
            target=None,
            started=1.0,
            activities=now,
        )

    def row_links(self, result: models.Result, row: int) -> Any:
        raise NotFoundError(f"Row {row} of {result.name} has no links.", remedy="Choose another.")

    def cancel_search(self, key: str) -> None:
        self.finish(key, state="cancelled")

    def finish(self, key: str, **changes: Any) -> None:
        """End a search; with ``state="done"``, three rows have come."""
        if changes["state"] == "done":
            changes |= {"result": self.store(f"r-{key}").id, "rows": 3}
        known = {
            "id": f"a-{key}",
            "kind": "search",
            "title": "M31",
            "revision": 2,
            "started": 1.0,
            "ended": 2.0,
            "search": key,
            "archive": "sandbox",
        }
        self.activities.put(models.Activity(**known, **changes))

    def store(self, key: str) -> models.Result:
        """Put a table of three rows into the store."""
        path = self.folder / f"{key}.arrow"
        table = pa.table({"name": ["a", "b", "c"], "source_id": [2**63 - 1, 2, 3]})
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)
        provenance = models.Provenance(
            archive="sandbox",
            service="http://127.0.0.1/tap",
            protocol="TAP",
            language="ADQL",
            query="SELECT * FROM ongc.objects",
            started=1.0,
            seconds=1.0,
            client="esap_jupyter",
        )
        columns = [
            models.Column(name="name", datatype="char", arraysize="*"),
            models.Column(name="source_id", datatype="long", numeric=True),
        ]
        self.results.known[key] = models.Result(
            id=key,
            name="m31",
            title="M31 in Sandbox",
            archive="sandbox",
            collection="ongc.objects",
            created=1.0,
            rows=3,
            truncated=False,
            columns=columns,
            provenance=provenance,
            path=str(path),
            size=path.stat().st_size,
        )
        return self.results.known[key]
