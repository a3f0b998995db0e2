"""StageIT whose files can be had at the fake itself, and platforms that ask it."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from esap_jupyter.archives.rest.lofar.stageit import StageIt
from esap_jupyter.archives.rest.lofar.stageit_token import StagingToken
from esap_jupyter.archives.rest.lofar.tapes import LofarTapes
from esap_jupyter.platform import Platform
from tests.peers.fakes.base import json_answer
from tests.peers.fakes.stageit import TOKEN, FakeStageIt

__all__ = ["Tapes", "homes"]


class Tapes(FakeStageIt):
    """StageIT, whose WebDAV doors are at the fake itself."""

    def _rest(self, asked, page):
        answer = super()._rest(asked, page)
        if page.endswith("convert2webdav/"):
            surls = self.requests[int(page.split("/")[1])]["surls"]
            paths = [each["surl"].partition(":8443")[2] for each in surls]
            return json_answer([f"{self.root}{path}" for path in paths])
        return answer

    def finish(self, number, surl, **more):
        """Have a file on disk, with a macaroon that opens it."""
        path = surl.partition(":8443")[2]
        self.requests[number]["response"] = json.dumps(
            {"progressing": [], "online": [surl], "errors": {}} | more
        )
        self.serve_file(number, path, folder=path.rpartition("/")[0])


@contextlib.contextmanager
def homes(fake: Tapes, folder: Path) -> Iterator[Callable[[], Platform]]:
    """Give what makes platforms of the same home, as a server that starts again does."""
    made = []
    host = fake.root.partition("//")[2]

    def make() -> Platform:
        catalogue = folder / "catalogue.toml"
        catalogue.write_text(f'[network]\nallow = ["{host}"]\n')
        platform = Platform(home=folder / "home", catalogue_paths=[catalogue])
        platform._staging.tape_pause = 0.01
        token = StagingToken(TOKEN, host=host)
        stager = StageIt(http=platform.http, token=token, url=fake.url)
        sites = {"SURF": ("127.0.0.1",)}
        platform._staging.tapes = (LofarTapes(stager=lambda: stager, sites=sites),)
        made.append(platform)
        return platform

    try:
        yield make
    finally:
        for platform in made:
            platform.close()
