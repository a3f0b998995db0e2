"""One result on its way into the user's namespace, over one comm.

The front end opens the comm with a `Request`. The kernel answers with messages where it needs
something, and with exactly one close:

- message ``{"held": true}``: the kernel is free; continues at a message ``{"go": true}``. Until
  then nothing is bound, so that a hand-over to a busy kernel can be cancelled.
- message ``{"nofile": true, "offset": n}``: the path is not there; continues at a message
  ``{"offset": n}`` with the bytes from there on as its buffer, until ``size`` is reached.
- close ``{"ok": {"rows", "variable"}}``, ``{"exists": {"type", "variable"}}`` or
  ``{"error": {"code", "message", "remedy"}}``.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from ..errors import BadRequestError, NotFoundError
from ..results.variables import check_variable
from ..wording import describe_error
from .binding import Binding, bind, taken
from .namespace import Namespace
from .spool import Spool

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["CommLike", "Handover", "Request"]

Message = dict[str, Any]


class CommLike(Protocol):
    """What is used of a comm."""

    def send(self, data: dict[str, object]) -> None: ...  # noqa: D102  said by the comm package

    def close(self, data: dict[str, object]) -> None: ...  # noqa: D102

    def on_msg(self, callback: Any) -> None: ...  # noqa: D102


class Request(Binding, kw_only=True, frozen=True):
    """What the front end asks for. ``size`` is the file's size in bytes, as the server counted."""

    path: str = ""
    size: int | None = None
    hold: bool = False


class Handover:
    """Binds one result, and always closes its comm with an answer.

    Parameters
    ----------
    comm
        Opened by the front end.
    namespace
        Where to bind.
    data
        The comm's opening data: a `Request`.
    """

    def __init__(self, *, comm: CommLike, namespace: Namespace, data: object) -> None:
        self._comm = comm
        self._namespace = namespace
        self._data = data
        self._request = Request(variable="")
        self._spool: Spool | None = None

    def start(self) -> None:
        """Answer the opening."""
        self._guarded(self._open)

    def _received(self, message: Message) -> None:
        self._guarded(self._go if self._spool is None else lambda: self._take(message))

    def _guarded(self, step: Any) -> None:
        """Run a step, so that whatever happens the front end hears of it."""
        try:
            step()
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  nobody else would tell it
            self._comm.close({"error": msgspec.to_builtins(describe_error(error))})

    def _open(self) -> None:
        self._request = _request(self._data)
        check_variable(self._request.variable)
        self._comm.on_msg(self._received)
        if self._request.hold:
            self._comm.send({"held": True})
        else:
            self._go()

    def _go(self) -> None:
        request = self._request
        refusal = taken(self._namespace, request)
        if refusal is not None:
            self._comm.close(refusal)
        elif _is_here(request):
            self._bind(request.path)
        elif request.size is None:
            raise NotFoundError(
                f"The kernel finds no table at {request.path!r}.",
                remedy="Send the table again from the panel.",
            )
        else:
            self._spool = Spool(request.size)
            self._want()

    def _take(self, message: Message) -> None:
        assert self._spool is not None
        offset = int(message["content"]["data"]["offset"])
        self._spool.add(offset, memoryview((message.get("buffers") or [b""])[0]).cast("B"))
        if self._spool.complete:
            self._bind(self._spool.buffer())
        else:
            self._want()

    def _want(self) -> None:
        assert self._spool is not None
        self._comm.send({"nofile": True, "offset": self._spool.offset})

    def _bind(self, source: "str | pa.Buffer") -> None:
        self._comm.close(bind(self._namespace, self._request, source))


def _is_here(request: Request) -> bool:
    """Whether the path is the server's file; elsewhere another file may have that path."""
    path = Path(request.path)
    if not request.path or not path.is_file():
        return False
    return request.size is None or path.stat().st_size == request.size


def _request(data: object) -> Request:
    try:
        return msgspec.convert(data, Request)
    except msgspec.ValidationError as error:
        raise BadRequestError(f"Not a hand-over: {error}.") from error
