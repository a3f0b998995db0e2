"""What DIRAC's words for the state of a job mean here."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ...models.facilities import BatchState
from ..base import Seen

__all__ = ["LOST", "moment", "seen_of"]

_STATES: dict[str, BatchState] = {
    "Submitting": "queued",
    "Received": "queued",
    "Checking": "queued",
    "Staging": "queued",
    "Waiting": "queued",
    "Matched": "queued",
    "Rescheduled": "queued",
    "Running": "running",
    "Stalled": "running",
    "Completing": "running",
    "Completed": "running",
    "Done": "done",
    "Failed": "failed",
    "Killed": "killed",
    "Deleted": "lost",
}
_UNKNOWN = ("", "Unknown", "idem")
_STALLED = "DIRAC has not heard of the machine that runs it for a while."
LOST = "DIRAC does not know this job any more, or not as yours; it may have been deleted there."
"""What is said of a job that DIRAC does not show."""


def seen_of(record: Mapping[str, Any]) -> Seen:
    """Read how a job is from a row of DiracX's search."""
    status = str(record.get("Status") or "")
    state = _STATES.get(status, "running")
    minor, application = (
        str(record.get(key) or "") for key in ("MinorStatus", "ApplicationStatus")
    )
    shown = [word for word in (minor, application) if word not in _UNKNOWN]
    problem = ""
    if state == "lost":
        problem = LOST
    elif status == "Stalled":
        problem = _STALLED
    elif state == "failed":
        problem = f"DIRAC says: {'; '.join(shown) or status}."
    return Seen(
        state=state,
        status=status,
        minor="; ".join(shown),
        changed=moment(record.get("LastUpdateTime")),
        problem=problem,
    )


def moment(value: Any) -> float | None:
    """Return a time of DiracX in Unix seconds; it is in UTC, which it does not always say."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
