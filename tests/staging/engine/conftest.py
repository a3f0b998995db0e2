"""An engine that is impatient, and a folder for what it fetches."""

import contextlib
import math
from pathlib import Path

import pytest

from esap_jupyter.archives.refusals import refusal
from esap_jupyter.net import AddressGuard, HttpClient
from esap_jupyter.staging.engine import Engine
from esap_jupyter.staging.engine.limits import Limits
from esap_jupyter.staging.wanted import Wanted


class Here:
    """Engines of one home, and a folder."""

    def __init__(self, base: Path, stack: contextlib.ExitStack) -> None:
        self.base = base
        self.home = base / "home"
        self.folder = base / "work" / "files"
        self._stack = stack

    def engine(self, *allow: str, **more) -> Engine:
        http = HttpClient(guard=AddressGuard(allow), user_agent="tests", retries=0)
        self._stack.callback(http.close)
        limits = Limits(
            **{
                "silence": 0.5,
                "tries": 3,
                "pause": 0.001,
                "segment": 1 << 16,
                "quick": math.inf,
                **more.pop("limits", {}),
            }
        )
        given = {"home": self.home, "refusal": refusal, "roots": (self.base / "work",), **more}
        return Engine(http=http, limits=limits, **given)

    def fetch(
        self,
        server,
        path="/a.dat",
        *,
        folder=None,
        engine=None,
        progress=None,
        cancel=None,
        **wanted,
    ):
        engine = engine or self.engine(server.hostport)
        return engine.fetch(
            Wanted(url=server.url + path, **{"who": "Archive", **wanted}),
            folder or self.folder,
            progress=progress,
            cancel=cancel,
        )

    @property
    def visible(self) -> dict[str, bytes]:
        """The files that a person sees, with their bytes."""
        if not self.folder.exists():
            return {}
        return {
            str(each.relative_to(self.folder)): each.read_bytes()
            for each in sorted(self.folder.rglob("*"))
            if each.is_file() and ".esap" not in each.parts
        }

    @property
    def hidden(self) -> list[str]:
        """What is left beside them."""
        folder = self.folder / ".esap"
        return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def here(tmp_path):
    with contextlib.ExitStack() as stack:
        yield Here(tmp_path, stack)
