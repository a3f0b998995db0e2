"""Print figures so that they can be compared from run to run."""

import os
import platform
import statistics
from collections.abc import Sequence

__all__ = ["heading", "percentile", "spread"]


def heading(text: str) -> None:
    """Print what is measured, and on what."""
    load = os.getloadavg()[0]
    print(f"\n{text}")
    print(
        f"  Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f} before",
        flush=True,
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value that ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float], unit: str = "ms", factor: float = 1000) -> str:
    """Describe values, given in seconds, by median and range."""
    scaled = [value * factor for value in values]
    low, high = min(scaled), max(scaled)
    return (
        f"median {statistics.median(scaled):.0f} {unit} ({low:.0f} to {high:.0f}, n={len(scaled)})"
    )
