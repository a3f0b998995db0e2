"""Says in one activity how the jobs of one request are."""

from collections import Counter
from collections.abc import Sequence

from ..activities import Handle
from ..errors import ArchiveError, CancelledError
from ..models.facilities import BatchJob, BatchState

__all__ = ["OVER", "BatchError", "show"]

OVER: tuple[BatchState, ...] = ("done", "failed", "killed", "lost")
"""The states that a job does not leave."""

_ORDER: tuple[BatchState, ...] = ("queued", "running", "done", "failed", "killed", "lost")


class BatchError(ArchiveError):
    """Jobs at a facility failed."""

    code = "job_failed"


def show(handle: Handle, jobs: Sequence[BatchJob]) -> bool:
    """Tell an activity how its jobs are.

    Parameters
    ----------
    handle
        The activity.
    jobs
        All jobs of the request.

    Returns
    -------
    bool
        Whether they, and so the activity, have ended.
    """
    counts = Counter(job.state for job in jobs)
    ended = sum(counts[state] for state in OVER)
    if jobs and ended == len(jobs):
        _end(handle, jobs, counts)
        return True
    words = ", ".join(f"{counts[state]} {state}" for state in _ORDER if counts[state])
    problem = next((job.problem for job in jobs if job.problem and job.state not in OVER), "")
    message = f"{words}; {problem}" if problem else words
    now = handle.activity
    if (now.message, now.done, now.total) != (message, ended, len(jobs)):
        handle.tell(
            state="running", message=message, done=ended, total=len(jobs), unit="jobs", idle=True
        )
    return False


def _end(handle: Handle, jobs: Sequence[BatchJob], counts: "Counter[BatchState]") -> None:
    numbers = {"done": len(jobs), "total": len(jobs), "unit": "jobs"}
    bad = [job for job in jobs if job.state in ("failed", "lost")]
    if bad:
        many = f"{len(bad)} of {len(jobs)} jobs failed" if len(jobs) > 1 else "The job failed"
        why = bad[0].problem or bad[0].minor or bad[0].state
        handle.fail(
            BatchError(f"{many}. {bad[0].name}: {why}", remedy="See its log and outputs."),
            **numbers,
        )
    elif counts["killed"] == len(jobs):
        handle.fail(CancelledError("The jobs were ended."), **numbers)
    else:
        killed = f"{counts['killed']} were ended." if counts["killed"] else ""
        handle.finish(message=killed, **numbers)
