"""A JupyterLab whose lakes are the real ones of `tests/support/rucio.py`."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .jupyter import ONLY_SANDBOX, Jupyter, run_jupyter
from .rucio import RucioPeer

__all__ = ["catalogue_of", "lab_with_lakes"]


def catalogue_of(peer: RucioPeer) -> str:
    """Describe both lakes and their issuer, as an operator would."""
    return f"""{ONLY_SANDBOX}
[lakes.first]
name = "First lake"
url = "{peer.url}"
ca = "{peer.ca}"
rse = "DAV2"
mount = "{peer.mount}"
path_begins_at = 1
issuer = "{peer.issuer}"
audience = "rucio"

[lakes.second]
name = "Second lake"
url = "{peer.second.url}"

[identity.issuers.peer]
url = "{peer.issuer}"
client_id = "esap"
code = true
"""


@contextmanager
def lab_with_lakes(
    home: Path, peer: RucioPeer, *, more: str = "", port: int | None = None
) -> Iterator[Jupyter]:
    """Start it; Alice's certificate and her proxy lie in its workspace.

    It has no path before it, as the issuer knows the address that a login comes back to; ``more``
    is added to its catalogue.
    """
    catalogue = catalogue_of(peer) + more
    with run_jupyter(home, catalogue=catalogue, base_url="/", port=port) as running:
        for file in (peer.certificate, peer.key, peer.proxy):
            shutil.copy(file, running.root / file.name)
            (running.root / file.name).chmod(0o600)
        yield running
