"""Says in a line what came of a synchronisation."""

from ...models import SyncReport

__all__ = ["summary"]


def summary(report: SyncReport, name: str) -> str:
    """Say it for people.

    Parameters
    ----------
    report
        What came of it.
    name
        What people call the gateway.
    """
    parts = [
        (report.added_here, "new here"),
        (report.added_there, f"new at {name}"),
        (report.removed_here, "taken out here"),
        (report.removed_there, f"taken out at {name}"),
        (report.put_back, f"put back at {name}, where they had gone"),
        (report.unheld, "stay here alone, as gateways cannot hold them"),
        (len(report.notes), f"stay at {name} alone"),
    ]
    told = [f"{count} {words}" for count, words in parts if count]
    return ", ".join(told) or "Both were the same"
