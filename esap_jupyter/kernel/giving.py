"""A table of the user on its way out of the kernel, over one comm.

The front end opens the comm with a `TablesRequest`. Asked for ``"tables"``, the kernel closes it
with ``{"ok": {"tables": [...], "left_out": n}}``. Asked for ``"table"``, it makes an Arrow file of
the variable, and

- where the folder of ``path`` is here, writes the file there, and closes with
  ``{"ok": {"rows", "kind"}}``;
- elsewhere sends ``{"size", "rows", "kind"}``, answers each message ``{"offset": n}`` with
  ``{"offset": n}`` and the bytes from there on as its buffer, and forgets the file when the front
  end closes the comm.

What goes wrong closes it with ``{"error": {"code", "message", "remedy"}}``.
"""

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, Protocol

import msgspec

from ..errors import BadRequestError, ConflictError, NotFoundError
from ..wording import describe_error
from .tables import tables_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["SLICE", "Giving", "TablesRequest", "asks_for_tables"]

SLICE = 1_000_000
"""Bytes a message carries; Jupyter's servers drop what a kernel sends much faster than that."""


class TablesRequest(msgspec.Struct, kw_only=True, frozen=True):
    """What the front end wants: all ``tables`` by name, or the one ``table`` of that ``name``."""

    ask: Literal["tables", "table"]
    name: str = ""
    path: str = ""


class GivingComm(Protocol):
    """What is used of a comm."""

    def send(self, data: dict[str, object], *, buffers: list[bytes] | None = None) -> None: ...

    def close(self, data: dict[str, object]) -> None: ...

    def on_msg(self, callback: Any) -> None: ...

    def on_close(self, callback: Any) -> None: ...


class _Slice(msgspec.Struct, frozen=True):
    """From where on bytes are wanted."""

    offset: int


def asks_for_tables(data: object) -> bool:
    """Say whether a comm was opened for this, and not for a hand-over."""
    return isinstance(data, dict) and "ask" in data


class Giving:
    """Answers what is asked of the user's tables; nothing is bound, and nothing run.

    Parameters
    ----------
    comm
        Opened by the front end.
    variables
        The user's namespace. It may change meanwhile, as cells run beside this.
    data
        The comm's opening data: a `TablesRequest`.
    """

    def __init__(self, *, comm: GivingComm, variables: Mapping[str, Any], data: object) -> None:
        self._comm = comm
        self._variables = variables
        self._data = data
        self._file: IO[bytes] | None = None
        self._closed = False

    def start(self) -> None:
        """Answer the opening."""
        self._guarded(self._open)

    def _guarded(self, step: Any) -> None:
        """Run a step, so that whatever happens the front end hears of it."""
        try:
            step()
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  nobody else would tell it
            self._close({"error": msgspec.to_builtins(describe_error(error))})

    def _close(self, answer: dict[str, object]) -> None:
        self._forget()
        self._comm.close(answer)

    def _forget(self, _message: object = None) -> None:
        self._closed = True
        if self._file is not None:
            self._file.close()

    def _open(self) -> None:
        try:
            request = msgspec.convert(self._data, TablesRequest)
        except msgspec.ValidationError as error:
            raise BadRequestError(f"Not a question for tables: {error}.") from error
        # Copied in one step, as a cell may bind names while this goes through them.
        variables = {**self._variables}
        if request.ask == "table":
            self._give(request, variables)
            return
        tables, left_out = tables_of(variables)
        self._close({"ok": {"tables": msgspec.to_builtins(tables), "left_out": left_out}})

    def _give(self, request: TablesRequest, variables: Mapping[str, Any]) -> None:
        from ..results.intake import table_of

        if request.name not in variables:
            raise NotFoundError(
                f"The kernel has no variable {request.name!r} any more.",
                remedy="Open the menu again to see the tables that there are.",
            )
        value = variables[request.name]
        table = table_of(value)
        told = {"rows": table.num_rows, "kind": type(value).__name__}
        if _shares(request.path):
            _write_new(table, Path(request.path))
            self._close({"ok": told})
        else:
            self._offer(table, told)

    def _offer(self, table: "pa.Table", told: dict[str, object]) -> None:
        file = tempfile.TemporaryFile(prefix="esap-")  # noqa: SIM115  closed in _forget()
        self._file = file
        _write(table, file)
        self._comm.on_msg(self._received)
        self._comm.on_close(self._forget)
        self._comm.send({**told, "size": file.seek(0, io.SEEK_END)})

    def _received(self, message: Mapping[str, Any]) -> None:
        if not self._closed:
            self._guarded(lambda: self._send(message["content"]["data"]))

    def _send(self, data: object) -> None:
        assert self._file is not None
        try:
            offset = msgspec.convert(data, _Slice).offset
        except msgspec.ValidationError as error:
            raise BadRequestError(f"Not a place in a table: {error}.") from error
        self._file.seek(max(0, offset))
        self._comm.send({"offset": offset}, buffers=[self._file.read(SLICE)])


def _shares(path: str) -> bool:
    """Whether the kernel sees the folder, of a random name, that the server has just made."""
    try:
        return bool(path) and Path(path).is_absolute() and Path(path).parent.is_dir()
    except OSError:
        # The name may be longer than this disk allows; then the folder is not here, either.
        return False


def _write_new(table: "pa.Table", path: Path) -> None:
    try:
        with path.open("xb") as file:
            _write(table, file)
    except FileExistsError:
        raise ConflictError(
            "The table was written already.", remedy="Choose it again in the menu."
        ) from None


def _write(table: "pa.Table", file: IO[bytes]) -> None:
    import pyarrow as pa

    with pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
