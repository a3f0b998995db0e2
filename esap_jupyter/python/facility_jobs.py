"""Jobs at facilities, from Python."""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import BadRequestError, CancelledError, TimedOutError
from ..facilities.sweeps import OVER, BatchError
from ..models.facilities import BatchFetch, BatchJob, BatchRequest

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["FacilityJob", "FacilityJobs", "jobs", "plan", "submit"]

_PAUSE = 1.0
_LONGEST_PAUSE = 30.0


class FacilityJob:
    """One job at a facility.

    Parameters
    ----------
    model
        As it was last seen.
    esap
        The platform.
    """

    def __init__(self, model: BatchJob, esap: "Platform") -> None:
        self.model = model
        self._esap = esap

    @property
    def id(self) -> str:
        """By which it is known here."""
        return self.model.id

    @property
    def remote(self) -> str:
        """By which its facility knows it."""
        return self.model.remote

    @property
    def state(self) -> str:
        """``queued``, ``running``, ``done``, ``failed``, ``killed`` or ``lost``; it is asked."""
        if self.model.state not in OVER or self.model.state == "lost":
            self.model = self._esap.batches.look(self.id)
        return self.model.state

    @property
    def problem(self) -> str:
        """What is wrong with it, if anything."""
        return self.model.problem

    @property
    def jdl(self) -> str:
        """What was sent, in the facility's own language."""
        return self.model.jdl

    @property
    def parameters(self) -> dict[str, Any]:
        """Those of this job."""
        return self.model.parameters

    @property
    def dids(self) -> list[str]:
        """What of it is in a lake."""
        return self.model.dids

    @property
    def log(self) -> str:
        """What it has gone through and said; its facility is asked."""
        return self._esap.batches.log(self.id).text

    def wait(self, timeout: float | None = None) -> "FacilityJob":
        """Wait until it has ended; interrupting that leaves it be.

        Parameters
        ----------
        timeout
            Seconds; for ever by default.

        Raises
        ------
        BatchError
            It failed, or is lost.
        CancelledError
            It was killed.
        TimedOutError
            It has not ended in time; it goes on.
        """
        end = None if timeout is None else time.monotonic() + timeout
        pause = _PAUSE
        while self.state not in OVER:
            left = pause if end is None else min(pause, end - time.monotonic())
            if left <= 0:
                raise TimedOutError(f"{self.model.name} has not ended.", remedy="Wait again.")
            time.sleep(left)
            pause = min(1.5 * pause, _LONGEST_PAUSE)
        if self.model.state == "killed":
            raise CancelledError(f"{self.model.name} was killed.")
        if self.model.state != "done":
            why = self.model.problem or self.model.minor or self.model.state
            raise BatchError(f"{self.model.name}: {why}", remedy="See its log and outputs().")
        return self

    def kill(self) -> "FacilityJob":
        """End it.

        Raises
        ------
        EsapError
            Its facility refuses, or cannot be asked.
        """
        self.model = self._esap.batches.kill(self.id)
        return self

    def outputs(
        self,
        folder: str | os.PathLike[str] = "",
        *,
        lake: str = "",
        scope: str = "",
        rse: str = "",
        dataset: str = "",
    ) -> list[Path]:
        """Fetch what it gave, over no other file, and return the paths.

        Parameters
        ----------
        folder
            Where it goes; ``esap-jobs/<name>-<id>`` by default.
        lake, scope, rse
            Where in a lake the files become DIDs, too, which are then in `dids`.
        dataset
            A dataset of the scope that they are put into.

        Raises
        ------
        NotFoundError
            It has given nothing (yet).
        EsapError
            It cannot be had.
        """
        before = set(self.model.outputs)
        wanted = BatchFetch(
            folder=os.fspath(folder), lake=lake, scope=scope, rse=rse, dataset=dataset
        )
        self.model = self._esap.batches.fetch(self.id, wanted)
        fresh = [path for path in self.model.outputs if path not in before]
        return [Path(path) for path in fresh or self.model.outputs]

    def __repr__(self) -> str:
        return f"<FacilityJob {self.remote} at {self.model.facility}: {self.model.state}>"


class FacilityJobs(Sequence[FacilityJob]):
    """Several jobs; a notebook shows them as a table.

    Parameters
    ----------
    found
        The jobs.
    """

    def __init__(self, found: Iterable[FacilityJob]) -> None:
        self._jobs = list(found)

    def __getitem__(self, index: Any) -> Any:
        found = self._jobs[index]
        return FacilityJobs(found) if isinstance(index, slice) else found

    def __len__(self) -> int:
        return len(self._jobs)

    def wait(self, timeout: float | None = None) -> "FacilityJobs":
        """Wait for all; raises what the first that failed says, after the others have ended."""
        end = None if timeout is None else time.monotonic() + timeout
        failure: BatchError | CancelledError | None = None
        for job in self._jobs:
            try:
                job.wait(None if end is None else max(0.0, end - time.monotonic()))
            except (BatchError, CancelledError) as error:
                failure = failure or error
        if failure is not None:
            raise failure
        return self

    def kill(self) -> None:
        """End those that have not ended."""
        for job in self._jobs:
            if job.state not in OVER:
                job.kill()

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._jobs)) or "<no jobs>"

    def _repr_html_(self) -> str:
        names = ("job", "name", "state", "says", "parameters")
        head = "".join(f"<th>{each}</th>" for each in names)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(job))}</tr>"
            for job in self._jobs
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(job: FacilityJob) -> tuple[str, ...]:
    given = ", ".join(f"{key}={value!r}" for key, value in job.parameters.items())
    says = job.model.problem or job.model.minor
    return job.remote, job.model.name, job.model.state, says, given


def submit(facility_id: str, what: Any, notebook: str = "", **fields: Any) -> FacilityJobs:
    """Submit a notebook or a script, wait until it was taken, and return its jobs.

    See `esap_jupyter.python.facilities.FacilityHandle.submit`.
    """
    from .. import api

    esap = api.platform()
    submission = esap.batches.start(_request(facility_id, what, notebook, fields))
    done = esap.batches.submitted(submission)
    return FacilityJobs(FacilityJob(each, esap) for each in done.jobs)


def plan(facility_id: str, what: Any, notebook: str = "", **fields: Any) -> str:
    """Return what `submit` would send, in the facility's own language; nothing is sent."""
    from .. import api

    return api.platform().batches.plan(_request(facility_id, what, notebook, fields)).text


def jobs(facility_id: str) -> FacilityJobs:
    """List the jobs at a facility as they were known last, the newest first."""
    from .. import api

    esap = api.platform()
    return FacilityJobs(FacilityJob(each, esap) for each in esap.batches.list(facility_id))


def _request(facility_id: str, what: Any, notebook: str, fields: Mapping[str, Any]) -> BatchRequest:
    from .facilities import document_of, named_of

    named = named_of(what, notebook, endings=(".ipynb", ".py", ".sh"))
    given = {key: value for key, value in fields.items() if value is not None}
    parameters = given.get("parameters")
    if isinstance(parameters, Mapping):
        given["parameters"] = [parameters]
    for key in ("inputs", "outputs", "dids", "arguments"):
        if isinstance(given.get(key), str | Path):
            given[key] = [given[key]]
    for key in ("inputs", "arguments"):
        given[key] = [str(each) for each in given.get(key, ())]
    if "folder" in given:
        given["folder"] = os.fspath(given["folder"])
    whole = {
        **given,
        "facility": facility_id,
        "workflow": named["workflow"],
        "path": named["notebook"],
        "basket": document_of(given.get("basket")),
    }
    try:
        return msgspec.convert(whole, BatchRequest, strict=True)
    except msgspec.ValidationError as error:
        raise BadRequestError(
            f"The job makes no sense: {error}.",
            remedy="parameters is a list of dicts; dids, inputs, outputs and arguments are texts.",
        ) from error
