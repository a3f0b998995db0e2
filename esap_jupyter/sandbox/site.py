"""Everything that the sandbox serves, by the first part of the path."""

from collections.abc import Callable, Mapping

from ..errors import EsapError
from .replies import Reply, failure, not_found, plain
from .requests import Closing, Request, Service

__all__ = ["Site"]

_WELCOME = "This is the sandbox of esap-jupyter. Its services are at"


class Site:
    """Sends a request to the service that it is for.

    Parameters
    ----------
    services
        The services by the first part of their path, for example ``tap``.
    close
        Called last when the server closes.
    """

    def __init__(
        self, services: Mapping[str, Service], *, close: Callable[[], None] = lambda: None
    ) -> None:
        self._services = services
        self._close = close

    def close(self) -> None:
        """Stop what the services do on their own."""
        for service in self._services.values():
            if isinstance(service, Closing):
                service.close()
        self._close()

    def reply(self, request: Request) -> Reply:
        """Answer a request; what cannot be answered is a reply too."""
        first = request.path.removeprefix("/").partition("/")[0]
        if not first:
            return plain(f"{_WELCOME} {', '.join(f'/{name}' for name in self._services)}")
        if request.method == "DELETE" and not request.path.startswith("/tap/async/"):
            return plain("Only jobs can be deleted.", status=405)
        service = self._services.get(first)
        if service is None:
            return not_found(request.path)
        try:
            return service.reply(request)
        except EsapError as error:
            return failure(error)
