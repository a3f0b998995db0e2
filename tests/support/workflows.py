"""What tests of workflows share: repositories on fakes, a desk on an index of its own."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from esap_jupyter.activities import Activities
from esap_jupyter.catalogue import RepositoryEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.net import AddressGuard, HttpClient
from esap_jupyter.workflows.content import HttpContent
from esap_jupyter.workflows.desk import WorkflowDesk
from esap_jupyter.workflows.index import WorkflowIndex
from esap_jupyter.workflows.shelf import Shelf
from esap_jupyter.workflows.zenodo.repository import ZenodoRepository
from tests.peers.fakes.base import Fake
from tests.peers.fakes.zenodo import FakeZenodo

__all__ = ["content_of", "desk_of", "http_for", "zenodo_entry", "zenodo_of"]


def http_for(*fakes: Fake) -> HttpClient:
    """Make a client that may reach the fakes."""
    return HttpClient(guard=AddressGuard([each.hostport for each in fakes]), user_agent="test")


def zenodo_entry(zenodo: FakeZenodo, **fields) -> RepositoryEntry:
    """Describe the fake as the catalogue does the OSSR."""
    given = {"id": "ossr", "name": "OSSR", "kind": "zenodo", "community": "escape2020"}
    return RepositoryEntry(**{**given, "url": zenodo.url, **fields})


def zenodo_of(zenodo: FakeZenodo, **fields) -> ZenodoRepository:
    """Make the repository alone."""
    return ZenodoRepository(
        entry=zenodo_entry(zenodo, **fields), http=http_for(zenodo), compute=InlineCompute()
    )


def content_of(zenodo: FakeZenodo, path: str, size: int | None = None) -> HttpContent:
    """Read a file that the fake has elsewhere."""
    return HttpContent(
        http=http_for(zenodo), url=f"{zenodo.root}{path}", who="OSSR", name="a.zip", size=size
    )


@contextlib.contextmanager
def desk_of(
    folder: Path, *entries: RepositoryEntry, fakes: tuple[Fake, ...] = (), clock=None
) -> Iterator[WorkflowDesk]:
    """Make a desk with these repositories."""
    times = {} if clock is None else {"clock": clock}
    activities = Activities(path=folder / "activities.sqlite")
    desk = WorkflowDesk(
        shelf=Shelf(
            entries={each.id: each for each in entries},
            http=http_for(*fakes),
            compute=InlineCompute(),
        ),
        index=WorkflowIndex(folder / "workflows.sqlite", **times),
        compute=InlineCompute(),
        activities=lambda: activities,
        **times,
    )
    try:
        yield desk
    finally:
        desk.close()
        activities.close()
