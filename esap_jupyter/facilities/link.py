"""The kind ``link``: addresses that a person's browser opens; nothing is contacted from here."""

import threading
from typing import Any, Literal
from urllib.parse import quote, urlencode

from ..catalogue.facilities import FacilityEntry
from ..errors import BadRequestError
from .base import Fit, Launched, Launches, LaunchOptions, Tell, Tools
from .binderhub.facility import BUILDS
from .binderhub.specs import PROVIDERS, page, spec_of
from .bundle import Bundle
from .fitting import compared
from .forms import Options, form_of, values_of

__all__ = ["Link"]

_PENALTY = 0.15


class LinkOptions(Options, kw_only=True, frozen=True):
    """``[facilities.<id>.options]`` of a link, besides those of each kind.

    Attributes
    ----------
    style
        ``binder`` for a BinderHub's page, ``esap`` for the deployment by an ESAP gateway,
        ``nbgitpuller`` for a hub that has that.
    providers
        What a BinderHub builds from, in its own words.
    facility
        For ``esap``, the address of the gateway's facility.
    """

    style: Literal["binder", "esap", "nbgitpuller"] = "binder"
    providers: tuple[str, ...] = PROVIDERS
    facility: str = ""


class Link(Launches):
    """Makes addresses; the basket does not travel that way.

    Parameters
    ----------
    entry, tools
        As of each facility.
    """

    def __init__(self, *, entry: FacilityEntry, tools: Tools) -> None:
        super().__init__(entry=entry, tools=tools)
        self._options = LinkOptions.read(entry)

    def check(self) -> None:
        """Do nothing, as only a browser goes there."""

    def options(self) -> dict[str, Any]:
        """Describe what the catalogue says, if anything."""
        return form_of(self._options, {})

    def fit(self, bundle: Bundle) -> Fit:
        """Compare as of a BinderHub; that the basket does not travel counts against it."""
        try:
            self._address(bundle)
        except BadRequestError as error:
            return Fit(score=0.0, but=(error.message,))
        builds = BUILDS if self._options.style == "binder" else ()
        fit = compared(self.entry, bundle.needs, builds=builds)
        if bundle.basket is None:
            return fit
        but = (*fit.but, "the basket does not travel with a link")
        return Fit(score=round(max(fit.score - _PENALTY, 0.05), 3), why=fit.why, but=but)

    def launch(
        self, bundle: Bundle, options: LaunchOptions, tell: Tell, cancel: threading.Event
    ) -> Launched:
        """Return the address, contacting nobody."""
        del cancel
        values_of(options.values, self.options(), self.entry.name)
        address = self._address(bundle)
        if bundle.basket is not None:
            tell(note="The basket does not travel with a link; save it, and load it there.")
        return Launched(url=address)

    def _address(self, bundle: Bundle) -> str:
        """Make the address, with each part of it quoted.

        Raises
        ------
        BadRequestError
            The notebook is nowhere that such a link could name.
        """
        if self._options.style == "binder":
            spec = spec_of(bundle, providers=self._options.providers)
            return page(self.entry.base, spec, bundle.filepath)
        repository = (bundle.repository or "").removeprefix("git+")
        if not repository:
            raise BadRequestError(
                f"{bundle.title or 'The notebook'} is in no git repository that a link could name.",
                remedy="Choose a JupyterHub, which takes notebooks as they are.",
            )
        if self._options.style == "esap":
            asked = {"facility": self._options.facility, "workflow": repository}
            return f"{self.entry.base}/ida/deploy?{urlencode(asked)}"
        folder = bundle.folder_name
        pulled = {"repo": repository, "urlpath": _tree(folder, bundle.filepath)}
        if bundle.ref:
            pulled["branch"] = bundle.ref
        return f"{self.entry.base}/hub/user-redirect/git-pull?{urlencode(pulled, quote_via=quote)}"


def _tree(folder: str, filepath: str) -> str:
    return "/".join(part for part in ("lab/tree", folder, filepath) if part)
