"""The facilities of a deployment."""

import builtins
import threading
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from ..catalogue.facilities import FacilityEntry
from ..compute import Compute
from ..errors import EsapError, NotAvailableError, NotFoundError
from ..identity import Credential, ServiceLogin
from ..models.facilities import Facility, FacilityAbility, FacilityFit
from ..net import HttpClient
from .base import Batches, Launches, Runs, Tools
from .bundle import Bundle
from .door import facility_class

__all__ = ["Facilities"]


class Facilities:
    """All facilities, by id; none is contacted before it is asked something.

    Parameters
    ----------
    entries
        Gives what the catalogue says.
    http
        The client that those of each facility are derived of.
    compute
        Where long documents are read.
    home
        Gives ESAP's home.
    credential
        Gives a fresh credential for a facility (its id), but not with a token that was refused;
        raises the error that says how to log in.
    refuse
        Told which facility (its id) does not take which credential (its digest), and why.
    is_logged_in
        Tells whether one is logged in to a facility (its id), contacting nobody.
    others
        Gives the ids of other services that one logs in to, which a facility cannot have, too.
    """

    def __init__(
        self,
        *,
        entries: Callable[[], Mapping[str, FacilityEntry]],
        http: Callable[[], HttpClient],
        compute: Compute,
        home: Callable[[], Path],
        credential: Callable[[str, str], Credential],
        refuse: Callable[[str, str, str], None],
        is_logged_in: Callable[[str], bool],
        others: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._entries = entries
        self._http = http
        self._compute = compute
        self._home = home
        self._credential = credential
        self._refuse = refuse
        self._is_logged_in = is_logged_in
        self._others = others
        self._lock = threading.Lock()
        self._made: dict[str, Runs] = {}
        self._is_closing = False

    def list(self) -> list[Facility]:
        """List the facilities as they are known; one that cannot be used says why."""
        return [self._model(entry) for entry in self._entries().values()]

    def get(self, facility_id: str) -> Runs:
        """Return a facility.

        Raises
        ------
        NotFoundError
            There is none of that id.
        NotAvailableError
            Its kind is not installed, or its options make no sense.
        """
        entry = self._entry(facility_id)
        if facility_id in self._others():
            raise NotAvailableError(
                f"{entry.name} has the id {facility_id!r}, which a lake has, too: nobody could "
                "tell their logins apart.",
                remedy=f"Give [facilities.{facility_id}] another id.",
            )
        with self._lock:
            made = self._made.get(facility_id)
            if made is None:
                made = self._made[facility_id] = facility_class(entry)(
                    entry=entry, tools=self._tools(facility_id)
                )
            return made

    def launching(self, facility_id: str) -> Launches:
        """Return a facility that opens notebooks; otherwise like `get`."""
        found = self.get(facility_id)
        if isinstance(found, Launches):
            return found
        raise NotAvailableError(
            f"{found.entry.name} opens no notebooks.", remedy="Submit a job there instead."
        )

    def running(self, facility_id: str) -> Batches:
        """Return a facility that runs jobs; otherwise like `get`."""
        found = self.get(facility_id)
        if isinstance(found, Batches):
            return found
        raise NotAvailableError(
            f"{found.entry.name} runs no jobs.", remedy="Launch the notebook there instead."
        )

    def check(self, facility_id: str) -> Facility:
        """Contact a facility; ``problem`` of what is returned tells what came of it.

        Raises
        ------
        NotFoundError
            There is none of that id.
        """
        entry = self._entry(facility_id)
        problem = ""
        try:
            self.get(facility_id).check()
        except EsapError as error:
            problem = f"{error.message} {error.remedy}".strip()
        return self._model(entry, problem)

    def fits(self, bundle: Bundle) -> builtins.list[FacilityFit]:
        """Rank all facilities for what is to run, the best first; none is contacted."""
        fits = [self._fit(entry, bundle) for entry in self._entries().values()]
        return sorted(fits, key=lambda fit: -fit.score)

    def logins(self) -> builtins.list[ServiceLogin]:
        """Say how one logs in to each facility, contacting none."""
        found = []
        for key in self._entries():
            try:
                login = self.get(key).login()
            except EsapError:
                # One that cannot be used says so in the list of facilities.
                continue
            if login is not None:
                found.append(login)
        return found

    def close(self) -> None:
        """Close the connections; what runs at facilities goes on there."""
        self._is_closing = True
        with self._lock:
            for each in self._made.values():
                each.close()
            self._made.clear()

    def _entry(self, facility_id: str) -> FacilityEntry:
        entries = self._entries()
        if facility_id not in entries:
            known = ", ".join(entries) or "none"
            raise NotFoundError(
                f"There is no facility {facility_id[:80]!r}.", remedy=f"Facilities here: {known}."
            )
        return entries[facility_id]

    def _tools(self, facility_id: str) -> Tools:
        return Tools(
            http=self._http,
            compute=self._compute,
            home=self._home,
            credential=lambda refused: self._credential(facility_id, refused),
            refuse=lambda digest, reason: self._refuse(facility_id, digest, reason),
            leaving=lambda: self._is_closing,
        )

    def _model(self, entry: FacilityEntry, problem: str = "") -> Facility:
        runs: Runs | None = None
        login = ""
        try:
            runs = self.get(entry.id)
            login = entry.id if runs.login() is not None else ""
        except EsapError as error:
            problem = f"{error.message} {error.remedy}".strip()
        return Facility(
            id=entry.id,
            name=entry.name,
            kind=entry.kind,
            url=entry.url,
            description=entry.description,
            can=list(runs.can) if runs else [],
            login=login,
            is_logged_in=bool(login) and self._is_logged_in(login),
            problem=problem,
        )

    def _fit(self, entry: FacilityEntry, bundle: Bundle) -> FacilityFit:
        try:
            runs = self.get(entry.id)
            fit = runs.fit(bundle)
        except EsapError as error:
            return FacilityFit(facility=entry.id, ability="launch", score=0.0, but=[error.message])
        ability: FacilityAbility = "launch" if "launch" in runs.can else "batch"
        return FacilityFit(
            facility=entry.id,
            ability=ability,
            score=fit.score,
            why=list(fit.why),
            but=list(fit.but),
        )
