"""The HTTP client that everything of ours goes through."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ..errors import TimedOutError, UnreachableError
from .body import Body
from .busy import leave_alone
from .failures import NotConnectedError
from .guard import AddressGuard
from .request import Request
from .response import Progress, Response
from .retry_after import retry_after
from .sender import Sender
from .streamed import Streamed
from .tls import Tls
from .watch import Watch

__all__ = ["HttpClient"]

_MEGABYTE = 1 << 20
_BUSY = (429, 503)
_FIRST_PAUSE = 0.3
_LONGEST_PAUSE = 30.0
_WHOLE = 120.0
_Answer = TypeVar("_Answer", Response, Streamed)


class HttpClient:
    """Asks servers, within limits of time and size.

    Parameters
    ----------
    guard
        Says which addresses may be reached.
    user_agent
        How it introduces itself.
    connect_timeout
        Seconds to reach a server, name service included.
    read_timeout
        Seconds of silence from a server before it is given up.
    retries
        How often to ask again when a server could not be reached (if asking twice does no harm)
        or says that it is busy.
    tls
        Authorities to trust besides the system's, and the certificate that it shows to the
        server that is asked (not to others that it is redirected to).
    prefixes
        Where given, headers that say who one is go to addresses below these only, also within
        the same host.
    connections
        How many connections are kept open to each server.
    """

    def __init__(
        self,
        *,
        guard: AddressGuard,
        user_agent: str,
        connect_timeout: float = 10,
        read_timeout: float = 60,
        retries: int = 2,
        tls: Tls | None = None,
        prefixes: tuple[str, ...] = (),
        connections: int = 4,
    ) -> None:
        self.guard = guard
        self._read_timeout = read_timeout
        self._retries = retries
        self._prefixes = prefixes
        self._own: dict[str, Any] = {
            "guard": guard,
            "user_agent": user_agent,
            "connect_timeout": connect_timeout,
            "tls": tls or Tls(),
            "connections": connections,
        }
        self._sender = Sender(**self._own)

    def derived(self, **own: Any) -> "HttpClient":
        """Make a client like this one, but for what is given; it has connections of its own."""
        mine = {
            **self._own,
            "read_timeout": self._read_timeout,
            "retries": self._retries,
            "prefixes": self._prefixes,
        }
        return HttpClient(**{**mine, **own})

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        max_bytes: int = 16 * _MEGABYTE,
        total_timeout: float = _WHOLE,
        retries: int | None = None,
        cancel: threading.Event | None = None,
        who: str | None = None,
    ) -> Response:
        """Get a small document.

        Parameters
        ----------
        url
            An http or https URL.
        params
            Added to the URL's query.
        headers
            Sent along; credentials go to the URL's own host only.
        max_bytes
            The largest answer, unpacked.
        total_timeout
            Seconds for all of it.
        retries
            Instead of the client's own number.
        cancel
            Ends it when set.
        who
            What to call the server in errors.

        Raises
        ------
        UnreachableError
            There is no such server, or it refuses or breaks off.
        TimedOutError
            It does not answer in time.
        TooLargeError
            The answer is larger than allowed.
        ForbiddenAddressError
            The address is not public and no catalogue names it.
        CancelledError
            It was cancelled.
        """
        request = self._request("GET", url, params=params, headers=headers)
        body = Body(max_bytes=max_bytes, who=who or request.host)
        return self._ask(request, body, total_timeout=total_timeout, retries=retries, cancel=cancel)

    def post(
        self,
        url: str,
        data: Mapping[str, str] | bytes,
        headers: Mapping[str, str] | None = None,
        *,
        max_bytes: int = 16 * _MEGABYTE,
        total_timeout: float = _WHOLE,
        cancel: threading.Event | None = None,
        who: str | None = None,
    ) -> Response:
        """Send a form, or bytes whose type the headers name, and read a small answer.

        Otherwise like `get`.
        """
        request = self._request("POST", url, data=data, headers=headers)
        body = Body(max_bytes=max_bytes, who=who or request.host)
        return self._ask(request, body, total_timeout=total_timeout, cancel=cancel)

    def send(
        self,
        method: str,
        url: str,
        data: Mapping[str, str] | bytes | Path | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        params: Mapping[str, str] | None = None,
        max_bytes: int = 16 * _MEGABYTE,
        read_timeout: float | None = None,
        total_timeout: float | None = _WHOLE,
        follow: bool = True,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
        who: str | None = None,
    ) -> Response:
        """Send a request of any method, such as PUT, PATCH or DELETE; otherwise like `post`.

        ``data`` may be a file, whose bytes are sent as they are; ``progress`` is called with
        those that were sent, and of how many. Without ``follow``, a redirect is returned as the
        answer.
        """
        request = self._request(
            method, url, data=data, params=params, headers=headers, sent=progress
        )
        body = Body(max_bytes=max_bytes, who=who or request.host)
        return self._ask(
            request,
            body,
            read_timeout=read_timeout,
            total_timeout=total_timeout,
            follow=follow,
            cancel=cancel,
        )

    @contextlib.contextmanager
    def stream(
        self,
        method: str,
        url: str,
        data: Mapping[str, str] | bytes | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        read_timeout: float | None = None,
        total_timeout: float | None = None,
        retries: int | None = None,
        follow: bool = True,
        cancel: threading.Event | None = None,
        who: str | None = None,
    ) -> Iterator[Streamed]:
        """Ask, and read the answer, of whatever status, within the block as it comes.

        It is as long as it is: who reads counts. Otherwise like `get`.
        """
        request = self._request(method, url, data=data, params=params, headers=headers)
        name = who or request.host
        watch = Watch(cancel=cancel, seconds=total_timeout, who=name)
        silence = self._read_timeout if read_timeout is None else read_timeout
        with watch.on(), contextlib.ExitStack() as stack:

            def once() -> Streamed:
                stack.close()
                opened = self._sender.opened(request, name, watch, silence, follow=follow)
                return stack.enter_context(opened)

            left = self._retries if retries is None else retries
            yield self._repeated(request, watch, left, once)

    def download(
        self,
        method: str,
        url: str,
        *,
        destination: Path,
        max_bytes: int,
        data: Mapping[str, str] | Path | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        read_timeout: float | None = None,
        total_timeout: float | None = None,
        progress: Progress | None = None,
        offset: int = 0,
        keep: bool = False,
        cancel: threading.Event | None = None,
        who: str | None = None,
    ) -> Response:
        """Write an answer, of whatever status, to a file; otherwise like `get`.

        The file is removed when it did not come whole. ``progress`` is called with the bytes so
        far and, where known, of how many.

        With ``keep`` what came is left for another try, and the file is touched by an answer of
        success only; others are returned in the body. With ``offset``, which implies both, the
        bytes from there on are asked for: 206 appends them, 200 starts anew. Send ``If-Range``
        with the ETag of the first try, so that no two versions are mixed.

        Raises
        ------
        BadAnswerError
            Another part of the file was sent than was asked for.
        """
        keep = keep or offset > 0
        asked = {"Accept-Encoding": "identity"} if keep else {}
        if offset:
            asked["Range"] = f"bytes={offset}-"
        request = self._request(
            method, url, data=data, params=params, headers={**(headers or {}), **asked}
        )
        body = Body(
            max_bytes=max_bytes,
            who=who or request.host,
            destination=destination,
            progress=progress,
            offset=offset,
            keep=keep,
        )
        try:
            return self._ask(
                request,
                body,
                total_timeout=total_timeout,
                read_timeout=read_timeout,
                retries=0 if keep else None,
                cancel=cancel,
            )
        except BaseException:
            if not keep:
                destination.unlink(missing_ok=True)
            raise

    def close(self) -> None:
        """Close the pooled connections."""
        self._sender.close()

    def _request(self, method: str, url: str, **parts: Any) -> Request:
        return Request.make(method, url, prefixes=self._prefixes, **parts)

    def _ask(
        self,
        request: Request,
        body: Body,
        *,
        total_timeout: float | None = None,
        read_timeout: float | None = None,
        retries: int | None = None,
        follow: bool = True,
        cancel: threading.Event | None = None,
    ) -> Response:
        watch = Watch(cancel=cancel, seconds=total_timeout, who=body.who)
        silence = self._read_timeout if read_timeout is None else read_timeout
        with watch.on():
            return self._repeated(
                request,
                watch,
                self._retries if retries is None else retries,
                lambda: self._sender.send(request, body, watch, silence, follow=follow),
            )

    @staticmethod
    def _repeated(
        request: Request, watch: Watch, left: int, once: Callable[[], _Answer]
    ) -> _Answer:
        pause = _FIRST_PAUSE
        while True:
            try:
                answer = once()
            except UnreachableError as error:
                if left <= 0 or not _may_repeat(request, error):
                    raise
                watch.sleep(min(pause, _LONGEST_PAUSE))
            else:
                if answer.status not in _BUSY or left <= 0:
                    return answer
                pause = max(pause, retry_after(answer.headers))
                leave_alone(min(pause, _LONGEST_PAUSE), watch.sleep)
            left -= 1
            pause *= 3


def _may_repeat(request: Request, error: UnreachableError) -> bool:
    if isinstance(error, TimedOutError):
        return False
    return request.is_safe or isinstance(error, NotConnectedError)
