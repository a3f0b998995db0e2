"""The kind ``jupyterhub``: a named server at another JupyterHub, with notebook and basket in it."""

import threading
from typing import Any

import msgspec

from ...catalogue.facilities import FacilityEntry
from ...errors import BadAnswerError, BadRequestError, NotAvailableError
from ...identity import Credential, ServiceLogin
from ..base import Fit, Launched, Launches, LaunchOptions, Tell, Tools
from ..bringing import Bringing, safe_folder
from ..bundle import Bundle
from ..contents import Contents
from ..fitting import compared
from ..forms import Options, form_of, values_of
from .client import HubClient, hub_base
from .logins import hub_login
from .scopes import NEEDED
from .serving import opened, pulled
from .spawning import Spawning

__all__ = ["JupyterHub"]


class HubOptions(Options, kw_only=True, frozen=True):
    """``[facilities.<id>.options]`` of a hub, besides those of each kind.

    Attributes
    ----------
    server
        Name of the server that is started unless the person chooses another; empty for the one
        that each person has.
    seconds
        How long a server may take to start.
    """

    server: str = "esap"
    seconds: float = 600.0


class JupyterHub(Launches):
    """Opens notebooks at a JupyterHub, with a token of the person (JupyterHub's REST API).

    Parameters
    ----------
    entry, tools
        As of each facility.

    Attributes
    ----------
    pause
        Seconds between two looks at a server whose hub does not tell by itself.
    """

    pause = 1.0

    def __init__(self, *, entry: FacilityEntry, tools: Tools) -> None:
        super().__init__(entry=entry, tools=tools)
        self._options = HubOptions.read(entry)

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The hub's address, below which its servers are too, whatever the catalogue names."""
        return (hub_base(self.entry),)

    def login(self) -> ServiceLogin:
        """Say that one logs in with a token of the hub."""
        return hub_login(self.entry, lambda: self.http)

    def check(self) -> None:
        """Ask the hub for its version, which everybody may."""
        client = HubClient(entry=self.entry, http=self.http, token=lambda: "")
        answer = client.open("")
        if not isinstance(answer.document, dict) or "version" not in answer.document:
            raise BadAnswerError(
                f"{self.entry.name} is no JupyterHub, or something else answers in its place.",
                remedy="Check the address of the facility in the catalogue.",
            )

    def options(self) -> dict[str, Any]:
        """Describe the server's name, the folder, and what the catalogue says of the hub's own."""
        return form_of(
            self._options,
            {
                "server": {
                    "type": "string",
                    "title": "Server",
                    "description": "Name of the server there; one that runs is taken as it is.",
                    "default": self._options.server,
                },
                "folder": {
                    "type": "string",
                    "title": "Folder",
                    "description": "Where notebook and basket go there; made of the title by "
                    "default.",
                },
            },
        )

    def fit(self, bundle: Bundle) -> Fit:
        """Compare by what the catalogue says; a hub builds no environments."""
        return compared(self.entry, bundle.needs)

    def launch(
        self, bundle: Bundle, options: LaunchOptions, tell: Tell, cancel: threading.Event
    ) -> Launched:
        """Start the server, bring what travels, and return where it is open."""
        values = values_of(options.values, self.options(), self.entry.name)
        name = str(values.pop("server", self._options.server)).strip()
        _check_name(name)
        folder = safe_folder(str(values.pop("folder", "")) or f"esap/{bundle.folder_name}")
        client = self._asking(cancel)
        user = client.user(needed=NEEDED, server=name).name
        spawning = Spawning(
            client=client,
            user=user,
            tell=tell,
            seconds=self._options.seconds,
            leaving=self.tools.leaving,
            pause=self.pause,
        )
        server = spawning.start(name, values)
        tell("bringing notebook and data", progress=1.0)
        with opened(client, user, server) as contents:
            bringing = Bringing(
                contents=contents,
                folder=folder,
                existing=options.existing,
                tell=tell,
                compute=self.tools.compute,
            )
            path = _brought(bundle, bringing, contents, tell)
            return Launched(url=contents.page(path))

    def _asking(self, cancel: threading.Event) -> HubClient:
        held: list[Credential] = []

        def token() -> str:
            if not held:
                held.append(self.tools.credential(""))
            return held[0].token

        return HubClient(
            entry=self.entry,
            http=self.http,
            token=token,
            refused=lambda reason: self.tools.refuse(held[0].digest, reason),
            cancel=cancel,
        )


def _brought(bundle: Bundle, bringing: Bringing, contents: Contents, tell: Tell) -> str:
    """Bring a whole repository where there is one, else the notebook alone; return what to open."""
    if bundle.repository is None:
        return bringing.bring(bundle)
    try:
        pulled(contents, bundle.repository, bundle.ref, folder=bringing.folder, tell=tell)
    except NotAvailableError as error:
        alone = bundle.alone() if bundle.alone is not None else bundle
        if alone.notebook is None:
            raise
        tell(note=f"{error.message} The notebook came alone.")
        return bringing.bring(alone)
    if bundle.basket is not None:
        # A cell in a notebook of the repository would be in the way of the next pull.
        opened = msgspec.structs.replace(bundle, notebook=None, notebook_name="")
        tell(note=f"{bringing.bring(opened)} there brings the data.")
    return f"{bringing.folder}/{bundle.filepath}" if bundle.filepath else bringing.folder


def _check_name(name: str) -> None:
    """Refuse what is no name of a server; a hub makes addresses of it."""
    if name and (len(name) > 200 or not name.isprintable() or set(name) & set("/\\?#%")):  # noqa: PLR2004
        raise BadRequestError(
            f"{name[:60]!r} is no name of a server.", remedy="Use letters, digits and - only."
        )
