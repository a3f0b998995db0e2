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
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

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
Kind = TypeVar("Kind")


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


class _Slice(msgspec.Struct, frozen=True):
    """What comes with the bytes of a slice."""

    offset: int


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
        self._closed = False

    def start(self) -> None:
        """Answer the opening."""
        self._guarded(self._open)

    def _received(self, message: Message) -> None:
        if self._closed:
            return
        self._guarded(self._go if self._spool is None else lambda: self._take(message))

    def _guarded(self, step: Any) -> None:
        """Run a step, so that whatever happens the front end hears of it."""
        try:
            step()
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  nobody else would tell it
            self._close({"error": msgspec.to_builtins(describe_error(error))})

    def _close(self, answer: dict[str, object]) -> None:
        self._closed = True
        self._comm.close(answer)

    def _open(self) -> None:
        self._request = _converted(self._data, Request)
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
            self._close(refusal)
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
        slice_ = _converted(message["content"]["data"], _Slice)
        self._spool.add(slice_.offset, memoryview((message.get("buffers") or [b""])[0]).cast("B"))
        if self._spool.complete:
            self._bind(self._spool.buffer())
        else:
            self._want()

    def _want(self) -> None:
        assert self._spool is not None
        self._comm.send({"nofile": True, "offset": self._spool.offset})

    def _bind(self, source: "str | pa.Buffer") -> None:
        self._close(bind(self._namespace, self._request, source))


def _is_here(request: Request) -> bool:
    """Whether the path is the server's file; elsewhere another file may have that path."""
    path = Path(request.path)
    try:
        if not request.path or not path.is_file():
            return False
        return request.size is None or path.stat().st_size == request.size
    except OSError:
        # The name may be longer than this disk allows; then the file is not here, either.
        return False


def _converted(data: object, kind: type[Kind]) -> Kind:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise BadRequestError(f"Not a hand-over: {error}.") from error
