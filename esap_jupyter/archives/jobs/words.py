"""The phases of jobs in plain words; the same in panel and Python."""

from ...models.jobs import Job, JobPhase

__all__ = ["PHASES", "job_words"]

PHASES: dict[JobPhase, str] = {
    "PENDING": "not started",
    "QUEUED": "waits for its turn",
    "EXECUTING": "running",
    "COMPLETED": "done",
    "ERROR": "failed",
    "ABORTED": "stopped",
    "UNKNOWN": "state unknown",
    "HELD": "held back by the service",
    "SUSPENDED": "paused by the service",
    "ARCHIVED": "done, but its result is removed",
}


def job_words(job: Job) -> str:
    """Say how a job is."""
    return "deleted at the service" if job.gone else PHASES[job.phase]
