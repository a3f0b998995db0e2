"""The kind ``binderhub``: builds a notebook's own environment, and brings the basket there."""

import threading
from typing import Any

import msgspec

from ...catalogue.facilities import FacilityEntry
from ...errors import BadAnswerError, BadRequestError, ForbiddenAddressError
from ...net import HttpClient
from ..base import Fit, Launched, Launches, LaunchOptions, Tell, Tools
from ..bringing import Bringing
from ..bundle import Bundle
from ..contents import Contents
from ..fitting import compared
from ..forms import Options, form_of, values_of
from .building import Build, Opened
from .specs import PROVIDERS, spec_of

__all__ = ["BUILDS", "BinderHub"]

BUILDS = ("conda", "pip", "docker", "postbuild", "apt", "julia", "r", "project")
"""The kinds of environment files that repo2docker builds from; a lock alone is none."""


class BinderOptions(Options, kw_only=True, frozen=True):
    """``[facilities.<id>.options]`` of a BinderHub, besides those of each kind.

    Attributes
    ----------
    providers
        What the hub builds from, in its own words.
    environment
        Address of a git repository that is built for notebooks that are in none; it should have
        esap-jupyter in it.
    environment_ref
        Branch, tag or commit of that.
    seconds
        How long it may take until a server is ready.
    """

    providers: tuple[str, ...] = PROVIDERS
    environment: str = ""
    environment_ref: str = ""
    seconds: float = 1800.0


class BinderHub(Launches):
    """Builds and opens at a BinderHub (its documentation, "Event Stream").

    Parameters
    ----------
    entry, tools
        As of each facility.

    Attributes
    ----------
    pause
        Seconds before a stream is opened again that was lost.
    """

    pause = 2.0

    def __init__(self, *, entry: FacilityEntry, tools: Tools) -> None:
        super().__init__(entry=entry, tools=tools)
        self._options = BinderOptions.read(entry)

    def check(self) -> None:
        """Ask for the hub's versions, which everybody may."""
        answer = self.http.get(f"{self.entry.base}/versions", who=self.entry.name)
        try:
            document = msgspec.json.decode(answer.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            document = None
        if not isinstance(document, dict) or "binderhub" not in document:
            raise BadAnswerError(
                f"{self.entry.name} is no BinderHub, or something else answers in its place.",
                remedy="Check the address of the facility in the catalogue.",
            )

    def options(self) -> dict[str, Any]:
        """Describe what can be built instead of what is known to be newest."""
        ref = {
            "type": "string",
            "title": "Branch, tag or commit",
            "description": "Of the repository; what the workflow names by default.",
        }
        return form_of(self._options, {"ref": ref})

    def fit(self, bundle: Bundle) -> Fit:
        """Compare by what the catalogue says, and by what can be built."""
        try:
            spec_of(self._built(bundle), providers=self._options.providers)
        except BadRequestError as error:
            return Fit(score=0.0, but=(error.message,))
        return compared(self.entry, bundle.needs, builds=BUILDS)

    def launch(
        self, bundle: Bundle, options: LaunchOptions, tell: Tell, cancel: threading.Event
    ) -> Launched:
        """Have it built, bring what does not come by itself, and return where it is open."""
        values = values_of(options.values, self.options(), self.entry.name)
        built = self._built(bundle)
        if values.get("ref"):
            built = msgspec.structs.replace(built, ref=str(values["ref"]).strip())
        build = Build(
            entry=self.entry,
            http=self.http,
            spec=spec_of(built, providers=self._options.providers),
            tell=tell,
            cancel=cancel,
            seconds=self._options.seconds,
            pause=self.pause,
        )
        opened = build.run()
        http = self._server_client(opened)
        contents = Contents(
            http=http,
            base=opened.url,
            token=opened.token,
            who=f"The server at {self.entry.name}",
            cancel=cancel,
        )
        try:
            tell("bringing the data", progress=0.95)
            path = self._brought(bundle, contents, tell)
        finally:
            http.close()
        tell(note="This server is thrown away when it is left idle: save elsewhere what matters.")
        return Launched(url=contents.page(path), token=opened.token)

    def _built(self, bundle: Bundle) -> Bundle:
        """Return what is built: the notebook's own place, or the environment for those without."""
        if bundle.repository or bundle.doi or not self._options.environment:
            return bundle
        return msgspec.structs.replace(
            bundle, repository=self._options.environment, ref=self._options.environment_ref
        )

    def _brought(self, bundle: Bundle, contents: Contents, tell: Tell) -> str:
        """Bring the basket, and the notebook where it does not come with what was built.

        What is on the server was made a moment ago, so that nothing of anybody's is lost by a
        cell that is added to a notebook there.
        """
        folder, _, name = bundle.filepath.rpartition("/")
        is_there = bool(bundle.repository or bundle.doi)
        if is_there and bundle.basket is None:
            return bundle.filepath
        notebook = bundle.notebook
        if is_there:
            found = contents.content(bundle.filepath) if name.endswith(".ipynb") else None
            notebook = msgspec.json.encode(found) if isinstance(found, dict) else None
            if name and notebook is None:
                tell(note=f"{bundle.filepath} is not in what was built.")
        brought = msgspec.structs.replace(
            bundle,
            notebook=notebook,
            notebook_name=(name if is_there else bundle.notebook_name) if notebook else "",
        )
        bringing = Bringing(
            contents=contents,
            folder=folder if is_there else "",
            existing="overwrite",
            tell=tell,
            compute=self.tools.compute,
        )
        return bringing.bring(brought)

    def _server_client(self, opened: Opened) -> HttpClient:
        """Make the client of a server, which may be at another host; its token goes there only.

        Raises
        ------
        ForbiddenAddressError
            It is neither public nor at a host that a catalogue names.
        """
        shared = self.tools.http()
        guard = shared.guard.derived()
        guard.allow(self.entry.url)
        if not opened.url.startswith(("https://", self.entry.base.partition("://")[0] + "://")):
            raise ForbiddenAddressError(
                f"{self.entry.name} has its servers at an address without encryption.",
                remedy="Ask those who run it.",
            )
        return shared.derived(guard=guard, prefixes=(opened.url.rstrip("/"),))
