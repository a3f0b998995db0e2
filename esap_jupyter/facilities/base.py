"""What a facility is: the one class that a new kind needs."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol

import msgspec

from ..catalogue.facilities import FacilityEntry
from ..compute import Compute
from ..errors import ConflictError
from ..identity import Credential, ServiceLogin
from ..models.facilities import BatchJob, BatchLog, BatchState, FacilityAbility
from ..net import HttpClient
from .bundle import Batch, Bundle

__all__ = [
    "Batches",
    "ExistingFilesError",
    "Fit",
    "LaunchOptions",
    "Launched",
    "Launches",
    "Runs",
    "Seen",
    "Submitted",
    "Tell",
    "Tools",
]


Existing = Literal["ask", "overwrite", "keep", "beside"]


class ExistingFilesError(ConflictError):
    """Files of the same name are at the facility already.

    Parameters
    ----------
    message, remedy
        As of each error.
    files
        Their paths there.
    """

    def __init__(self, message: str, *, remedy: str = "", files: Sequence[str] = ()) -> None:
        super().__init__(message, remedy=remedy)
        self.files = tuple(files)


class Tell(Protocol):
    """Told how a launch or a submission goes, in the thread that does it."""

    def __call__(
        self, message: str = "", *, progress: float | None = None, log: str = "", note: str = ""
    ) -> None:
        """Say how far it is.

        Parameters
        ----------
        message
            What is being done; what was said before stays where it is empty.
        progress
            From 0 to 1, where it is known.
        log
            A line, or several, that the facility said.
        note
            What the person should know besides, such as what did not travel.
        """


class Tools(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What a facility works with.

    Attributes
    ----------
    http
        Gives the client that its own is derived of; see `esap_jupyter.net.HttpClient.derived`.
    compute
        Where long documents are read.
    home
        Gives ESAP's home.
    credential
        Gives a fresh credential of the facility's login, but not with a token that was refused;
        raises the error that says how to log in.
    refuse
        Told which credential (its digest) the facility does not take, and why.
    leaving
        Tells whether a cancel means that this process ends, so that what was started elsewhere
        goes on.
    """

    http: Callable[[], HttpClient]
    compute: Compute
    home: Callable[[], Path]
    credential: Callable[[str], Credential]
    refuse: Callable[[str, str], None]
    leaving: Callable[[], bool] = lambda: False


class LaunchOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Values of a facility's form; ``existing`` as in `esap_jupyter.models.LaunchRequest`."""

    values: Mapping[str, Any] = {}
    existing: Existing = "ask"


class Launched(msgspec.Struct, frozen=True, kw_only=True):
    """Where a notebook is open; no secret is in ``url``.

    ``token`` opens it, where the person is not known there otherwise; it is written down nowhere.
    """

    url: str
    token: str = ""

    def __repr__(self) -> str:
        return f"<Launched {self.url}>"


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """How well a facility fits, from 0 to 1, what speaks for it and what against."""

    score: float
    why: tuple[str, ...] = ()
    but: tuple[str, ...] = ()


class Submitted(msgspec.Struct, frozen=True, kw_only=True):
    """A job that a facility took: its id there, and what was sent, in the facility's language."""

    remote: str
    name: str
    jdl: str = ""
    status: str = ""
    minor: str = ""
    parameters: Mapping[str, Any] = {}


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """How a job is; see `esap_jupyter.models.facilities.BatchJob`."""

    state: BatchState
    status: str = ""
    minor: str = ""
    changed: float | None = None
    problem: str = ""
    dids: tuple[str, ...] = ()


class Runs(ABC):
    """One facility: a `Launches`, a `Batches`, or both.

    Found by its entry point in the group ``esap_jupyter.facilities``. All methods may be called
    from several threads at once, and raise `EsapError` only; the constructor contacts nobody and
    raises `NotAvailableError` where the catalogue's options are wrong.

    Parameters
    ----------
    entry
        The facility's entry in the catalogue.
    tools
        What it works with.
    """

    can: ClassVar[tuple[FacilityAbility, ...]] = ()

    def __init__(self, *, entry: FacilityEntry, tools: Tools) -> None:
        self.entry = entry
        self.tools = tools
        self._lock = threading.Lock()
        self._client: HttpClient | None = None

    @property
    def http(self) -> HttpClient:
        """The client for it alone: its host may be private, and logins go below its address."""
        with self._lock:
            if self._client is None:
                shared = self.tools.http()
                guard = shared.guard.derived()
                guard.allow(self.entry.url)
                self._client = shared.derived(guard=guard, prefixes=self.prefixes)
            return self._client

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The addresses below which what one logs in with is sent."""
        return (self.entry.base,)

    def login(self) -> ServiceLogin | None:
        """Say how one logs in to it, contacting nobody; None where nobody has to.

        Its id has to be the entry's.
        """
        return None

    @abstractmethod
    def check(self) -> None:
        """Contact it.

        Raises
        ------
        EsapError
            It cannot be used now; the message says why.
        """

    @abstractmethod
    def fit(self, bundle: Bundle) -> Fit:
        """Say how well it fits, contacting nobody; see `esap_jupyter.facilities.fitting`."""

    def options(self) -> dict[str, Any] | None:
        """Describe what can be chosen, as JSON Schema of an object; None where nothing can.

        What a person fills in comes back as ``options``, to be checked again. May contact it.
        """
        return None

    def close(self) -> None:
        """Close its connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()


class Launches(Runs):
    """A facility that opens notebooks."""

    can = ("launch",)

    @abstractmethod
    def launch(
        self, bundle: Bundle, options: LaunchOptions, tell: Tell, cancel: threading.Event
    ) -> Launched:
        """Start what is needed there, bring the bundle, and return where it is open.

        Parameters
        ----------
        bundle
            What travels.
        options
            Values of its form, and what happens to files that are there.
        tell
            Told how it goes.
        cancel
            Ends it when set.

        Raises
        ------
        ExistingFilesError
            Files of the same name are there, and nobody was asked what to do.
        EsapError
            It cannot be launched there.
        """


class Batches(Runs):
    """A facility that runs jobs unattended.

    Attributes
    ----------
    poll
        Seconds between two looks at its jobs.
    """

    can = ("batch",)
    poll: float = 30.0

    @abstractmethod
    def submit(self, batch: Batch, tell: Tell, cancel: threading.Event) -> Sequence[Submitted]:
        """Submit a job for each set of parameters, and return those that were taken.

        Raises
        ------
        EsapError
            None was taken; where some were, ``tell`` is told what became of the others.
        """

    def describe(self, batch: Batch) -> str:
        """Return what would be sent, in the facility's own language, sending nothing."""
        del batch
        return ""

    @abstractmethod
    def look(self, jobs: Sequence[BatchJob]) -> Mapping[str, Seen]:
        """Ask how jobs are, by their id (not the remote one); one that is lost says so.

        Raises
        ------
        EsapError
            It cannot be asked.
        """

    @abstractmethod
    def kill(self, job: BatchJob) -> None:
        """End a job.

        Raises
        ------
        EsapError
            It refuses, or cannot be asked.
        """

    @abstractmethod
    def fetch(
        self, job: BatchJob, folder: Path, tell: Tell, cancel: threading.Event
    ) -> Sequence[Path]:
        """Bring what a job gave into a folder, which is there and empty; return the files.

        Raises
        ------
        NotFoundError
            It has given nothing (yet).
        EsapError
            It cannot be had.
        """

    @abstractmethod
    def log(self, job: BatchJob) -> BatchLog:
        """Return what a job has said.

        Raises
        ------
        EsapError
            It cannot be had.
        """
