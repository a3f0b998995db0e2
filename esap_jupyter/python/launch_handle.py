"""One launch, to wait for, open and end."""

from html import escape
from typing import TYPE_CHECKING

from .. import errors
from ..models.facilities import Launch
from .progress import LaunchLine

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["LaunchHandle"]

_KINDS = [getattr(errors, name) for name in errors.__all__ if name.endswith("Error")]
_ERRORS = {kind.code: kind for kind in _KINDS if "code" in vars(kind)}


class LaunchHandle:
    """A notebook on its way to a facility, or there.

    Parameters
    ----------
    model
        As it was last seen.
    esap
        The platform.
    """

    def __init__(self, model: Launch, esap: "Platform") -> None:
        self._model = model
        self._esap = esap

    @property
    def model(self) -> Launch:
        """How it is now."""
        self._model = self._esap.launches.get(self._model.id)
        return self._model

    @property
    def id(self) -> str:
        """By which it is known."""
        return self._model.id

    @property
    def state(self) -> str:
        """``waiting``, ``starting``, ``ready``, ``failed`` or ``cancelled``."""
        return self.model.state

    @property
    def url(self) -> str:
        """Where it is open; nothing in it opens it for somebody who is not logged in there."""
        return self.model.url

    @property
    def log(self) -> list[str]:
        """The last lines that the facility said."""
        return self.model.log

    @property
    def notes(self) -> list[str]:
        """What one should know besides."""
        return self.model.notes

    def wait(self) -> "LaunchHandle":
        """Wait until it is ready; interrupting that ends the launch.

        Raises
        ------
        EsapError
            It failed.
        """
        line = LaunchLine()
        try:
            self._model = self._esap.launches.wait(self.id, line.update)
        except BaseException:
            self.cancel()
            raise
        finally:
            line.clear()
        if self._model.error is not None:
            error = self._model.error
            kind = _ERRORS.get(error.code, errors.EsapError)
            raise kind(error.message, remedy=error.remedy)
        return self

    def cancel(self) -> None:
        """End it; a server that was started for it is told to stop where that can be."""
        self._esap.launches.cancel(self.id)

    def address(self) -> str:
        """Return the address that opens it in a browser.

        For a server that was made for this launch alone, it holds what opens that: do not leave
        it in a notebook.
        """
        return self._esap.launches.address(self.id)

    def __repr__(self) -> str:
        launch = self.model
        where = launch.url or launch.message
        return f"<Launch {launch.title} at {launch.facility}: {launch.state} {where}".rstrip() + ">"

    def _repr_html_(self) -> str:
        launch = self.model
        words = f"{escape(launch.title)} at {escape(launch.facility)}: {launch.state}"
        if launch.url.startswith(("https://", "http://")):
            link = escape(launch.url, quote=True)
            words += f' · <a href="{link}" target="_blank" rel="noreferrer">open</a>'
        notes = "".join(f"<li>{escape(note)}</li>" for note in launch.notes)
        return f"<p>{words}</p>" + (f"<ul>{notes}</ul>" if notes else "")
