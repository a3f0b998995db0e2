"""Who is told of the asynchronous jobs that a connector makes, so that none of them is lost."""

from typing import Protocol

from ..vo.tap.uws_documents import JobDocument

__all__ = ["UNWATCHED", "JobWatcher"]


class JobWatcher(Protocol):
    """Remembers the jobs of one archive's part of a search."""

    @property
    def address(self) -> str | None:
        """The address of the latest job."""

    @property
    def leaving(self) -> bool:
        """Whether a cancel means that this process ends, so that the job is to go on."""

    def begun(self, url: str, query: str) -> None:
        """Take note of a job that was made just now, before it is started."""

    def seen(self, url: str, job: JobDocument) -> None:
        """Learn how a job is."""

    def removed(self, url: str) -> None:
        """Forget a job that was deleted at its service."""


class _Nobody:
    """Remembers nothing."""

    address = None
    leaving = False

    def begun(self, url: str, query: str) -> None:
        """Do nothing."""

    def seen(self, url: str, job: JobDocument) -> None:
        """Do nothing."""

    def removed(self, url: str) -> None:
        """Do nothing."""


UNWATCHED: JobWatcher = _Nobody()
