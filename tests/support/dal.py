"""Connectors of the simple protocols (SIA, SSA, cone search), alone."""

from typing import Any

from esap_jupyter.archives.base import Connector
from esap_jupyter.archives.vo.dal.scs import ScsConnector
from esap_jupyter.archives.vo.dal.sia1 import Sia1Connector
from esap_jupyter.archives.vo.dal.sia2 import Sia2Connector
from esap_jupyter.archives.vo.dal.ssa import SsaConnector
from esap_jupyter.catalogue import ArchiveEntry
from esap_jupyter.compute import InlineCompute
from esap_jupyter.models import Target
from esap_jupyter.net import AddressGuard, HttpClient
from tests.support.tap import votable

__all__ = ["KINDS", "WITH_MAXREC", "connector", "target"]

KINDS = {"sia2": Sia2Connector, "sia1": Sia1Connector, "ssa": SsaConnector, "scs": ScsConnector}
WITH_MAXREC = votable(0).replace(
    b"<TABLE>", b'<PARAM name="INPUT:MAXREC" datatype="int" value="5"/><TABLE>'
)


def target(ra: float = 10.684708, dec: float = 41.26875) -> Target:
    """Make a target of a position."""
    return Target(text="x", name="x", ra=ra, dec=dec, sexagesimal="", source="coordinates")


def connector(kind: str, url: str = "http://example.org/x?", **more: Any) -> Connector:
    """Make a connector whose host may be asked."""
    http = HttpClient(guard=AddressGuard([url]), user_agent="test", retries=0)
    entry = ArchiveEntry(id="x", name="X", kind=kind, **more)
    return KINDS[kind](entry=entry, url=url, http=http, compute=InlineCompute())
