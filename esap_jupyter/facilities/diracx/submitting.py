"""Sends jobs to DIRAC: their files once, then a description of each."""

import secrets
import threading
from collections.abc import Callable, Sequence

from ...errors import BadAnswerError, BadRequestError, CancelledError, EsapError, UnreachableError
from ..base import Submitted, Tell
from ..bundle import Batch
from .client import DiracClient, Submission
from .jdl import Description, jdl_of, job_name
from .login import DiracOptions
from .sandboxes import SandboxStore
from .work import EXECUTABLE, OUTPUTS, Work, work_of

__all__ = ["LONGEST_HOURS", "Submitter"]

LONGEST_HOURS = 24 * 30
"""How long a job may be asked to compute."""

# DiracX 0.7 takes no more jobs in one request (MAX_PARAMETRIC_JOBS).
_AT_ONCE = 20
_SHOWN = 3
_PREVIEW = "made-when-it-is-submitted.tar.bz2"


class Submitter:
    """Submits to one DiracX.

    Parameters
    ----------
    client
        Asks DiracX.
    store
        Takes the files.
    options
        What the catalogue says of it.
    who
        What to call it.
    """

    def __init__(
        self, *, client: DiracClient, store: SandboxStore, options: DiracOptions, who: str
    ) -> None:
        self._dirac = client
        self._store = store
        self._options = options
        self._who = who

    def describe(self, batch: Batch) -> str:
        """Return the JDL of the first jobs, with a name in place of the sandbox's."""
        work = self._work(batch)
        place = f"SB:SandboxSE|/S3/sandboxes/{_PREVIEW}"
        jdls = self._jdls(batch, work, place, "esap-preview")
        more = len(jdls) - _SHOWN
        files = ", ".join(piece.name for piece in work.pieces)
        tail = [f"# and {more} more, with other Arguments"] if more > 0 else []
        return "\n\n".join([f"# In the sandbox: {files}", *jdls[:_SHOWN], *tail])

    def submit(self, batch: Batch, tell: Tell, cancel: threading.Event) -> list[Submitted]:
        """Store the files once, then submit a job for each set of parameters.

        Raises
        ------
        EsapError
            DIRAC took none of them.
        """
        work = self._work(batch)
        tell("packing and sending the files", progress=0.0)
        sandbox = self._store.put(work.pieces, cancel, _told(tell))
        group = f"esap-{secrets.token_hex(8)}"
        jdls = self._jdls(batch, work, sandbox, group)
        tell("submitting", progress=0.9)
        taken: list[Submitted] = []
        for start in range(0, len(jdls), _AT_ONCE):
            part = jdls[start : start + _AT_ONCE]
            try:
                jobs = self._submitted(part, start, group, cancel)
            except EsapError as error:
                if not taken:
                    raise
                tell(note=f"{len(jdls) - len(taken)} of {len(jdls)} jobs were not taken: {error}")
                return taken
            for offset, job in enumerate(jobs):
                number = start + offset
                taken.append(
                    Submitted(
                        remote=str(job.id),
                        name=_named(batch, number),
                        jdl=part[offset],
                        status=job.status,
                        minor=job.minor,
                        parameters=dict(batch.sweep[number]),
                    )
                )
        return taken

    def _work(self, batch: Batch) -> Work:
        python = str(batch.request.options.get("python") or self._options.python)
        return work_of(batch, python=python, lake=self._options.lake)

    def _jdls(self, batch: Batch, work: Work, sandbox: str, group: str) -> list[str]:
        options = batch.request.options
        site, hours = options.get("site") or "", options.get("hours") or 0
        if not isinstance(hours, int | float) or not 0 <= hours <= LONGEST_HOURS:
            raise BadRequestError(
                f"A job cannot compute for {hours!r} hours.",
                remedy=f"Give 0 to {LONGEST_HOURS}.",
            )
        return [
            jdl_of(
                Description(
                    name=job_name(_named(batch, number)),
                    executable=EXECUTABLE,
                    arguments=str(number),
                    sandbox=sandbox,
                    outputs=[OUTPUTS],
                    group=group,
                    input_data=work.input_data,
                    site=str(site),
                    cpu_seconds=round(hours * 3600),
                    tags=self._options.tags,
                )
            )
            for number in range(work.count)
        ]

    def _submitted(
        self, jdls: Sequence[str], start: int, group: str, cancel: threading.Event
    ) -> list[Submission]:
        """Submit, and where nobody can tell whether that was taken, look for the jobs."""
        try:
            jobs = self._dirac.submit(jdls, cancel)
        except (UnreachableError, CancelledError):
            jobs = self._taken_after_all(group, start, len(jdls))
            if not jobs:
                raise
        if len(jobs) != len(jdls):
            raise BadAnswerError(
                f"{self._who} took {len(jobs)} of {len(jdls)} jobs.",
                remedy=f"Look for the jobs of the group {group} with the tools of DIRAC.",
            )
        return jobs

    def _taken_after_all(self, group: str, start: int, count: int) -> list[Submission]:
        condition = {"parameter": "JobGroup", "operator": "eq", "value": group}
        try:
            rows = self._dirac.search([condition], ("JobID", "Status", "MinorStatus"))
        except EsapError:
            # What it said first is what the person is told.
            return []
        jobs = [
            Submission(
                id=int(row["JobID"]), status=str(row["Status"]), minor=str(row["MinorStatus"])
            )
            for row in rows
        ]
        return sorted(jobs, key=lambda job: job.id)[start : start + count]


def _named(batch: Batch, number: int) -> str:
    return f"{batch.name} {number + 1}" if len(batch.sweep) > 1 else batch.name


def _told(tell: Tell) -> Callable[[int, int | None], None]:
    def report(done: int, total: int | None) -> None:
        tell(progress=0.8 * done / total if total else None)

    return report
