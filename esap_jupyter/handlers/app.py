"""What handlers need of the server extension, which stands above them."""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Protocol

from ..workers import WorkerPool

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["App"]


class App(Protocol):
    """The extension, which holds the platform."""

    @property
    def platform(self) -> "Platform":
        """What all is asked of; made when it is first needed."""

    @property
    def workers(self) -> WorkerPool:
        """The processes in which the server computes."""

    @property
    def places(self) -> AbstractAsyncContextManager[Any]:
        """Lets so many work on disk at once."""

    @property
    def contacts(self) -> AbstractAsyncContextManager[Any]:
        """Lets so many go online at once."""

    def listen(self) -> None:
        """Begin to tell events, once there is a loop."""
