"""Worker processes: where a server computes, so that the lab stays fluid and a cancel is real."""

from .pool import WorkerPool

__all__ = ["WorkerPool"]
