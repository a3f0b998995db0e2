"""What all handlers share: who may, JSON in and out, errors as states, work off the loop."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec
from jupyter_server.base.handlers import APIHandler
from tornado import web

from .. import errors
from ..models import ErrorInfo
from ..wording import describe_error
from .app import App
from .threads import in_thread

if TYPE_CHECKING:
    from ..platform import Platform

__all__ = ["STATUS", "EsapHandler", "status_of"]

T = TypeVar("T")

STATUS: dict[type[errors.EsapError], HTTPStatus] = {
    errors.BadRequestError: HTTPStatus.BAD_REQUEST,
    errors.AccessDeniedError: HTTPStatus.FORBIDDEN,
    errors.ForbiddenAddressError: HTTPStatus.FORBIDDEN,
    # Never 401, which says that the Jupyter server itself wants a login.
    errors.NotLoggedInError: HTTPStatus.FORBIDDEN,
    errors.LoginRefusedError: HTTPStatus.FORBIDDEN,
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    errors.ConflictError: HTTPStatus.CONFLICT,
    errors.CancelledError: HTTPStatus.CONFLICT,
    errors.TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.NotAvailableError: HTTPStatus.NOT_IMPLEMENTED,
    errors.ArchiveError: HTTPStatus.BAD_GATEWAY,
    errors.BadAnswerError: HTTPStatus.BAD_GATEWAY,
    errors.ConnectorError: HTTPStatus.BAD_GATEWAY,
    errors.TimedOutError: HTTPStatus.GATEWAY_TIMEOUT,
    errors.UnreachableError: HTTPStatus.BAD_GATEWAY,
}


def status_of(error: errors.EsapError) -> HTTPStatus:
    """Give the HTTP status of an error, by its class or the nearest above."""
    found = (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return next(found, HTTPStatus.INTERNAL_SERVER_ERROR)


class EsapHandler(APIHandler):
    """A handler of ESAP.

    Attributes
    ----------
    path
        Below ``<base_url>esap/``; ``{name}`` stands for one part, given to the methods by name.
    """

    auth_resource = "esap"
    path: ClassVar[str]

    def initialize(self, *, app: App) -> None:
        """Take the extension, which holds the platform."""
        self.app = app

    async def run(self, function: "Callable[[Platform], T]", *, online: bool = False) -> T:
        """Call a function with the platform in a thread, as it may touch disk and network.

        What may go online waits for others that do, so that the disk is there for the rest.
        The thread does not outlive the server, so that an archive that never answers cannot keep
        the server from stopping.
        """
        self.app.listen()
        async with self.app.contacts if online else self.app.places:
            return await in_thread(lambda: function(self.app.platform))

    def send(self, answer: Any, status: HTTPStatus) -> None:
        """Send an answer: a model as JSON, bytes as they are."""
        self.set_status(status)
        if status == HTTPStatus.NO_CONTENT:
            self.finish()
        elif isinstance(answer, bytes):
            self.finish(answer, set_content_type="application/vnd.apache.arrow.file")
        else:
            self.finish(msgspec.json.encode(answer))

    def send_error_info(self, error: errors.EsapError) -> None:
        """Send an error as a state."""
        status = status_of(error)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("%s %s failed", self.request.method, self.path, exc_info=error)
        self.send(describe_error(error), status)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Send what Jupyter or tornado refuse, or what went wrong unforeseen, in the same words."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        self.finish(msgspec.json.encode(_refusal(status_code, error)))


def _refusal(status: int, error: BaseException | None) -> ErrorInfo:
    if isinstance(error, web.HTTPError) and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        words = error.log_message or HTTPStatus(status).phrase
        message = words % error.args if error.args else words
        return ErrorInfo(code=HTTPStatus(status).phrase.lower().replace(" ", "_"), message=message)
    return ErrorInfo(
        code="error",
        message="The ESAP server extension went wrong.",
        remedy="The server's log has the details; please report them.",
    )
