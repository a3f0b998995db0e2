"""A SQLite file of a home that several processes share, perhaps on a network disk."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from ..errors import ConflictError, NotAvailableError
from .files import make_private
from .lock import locked
from .schema import Schema, UnusableError, prepare
from .stamps import Stamp, file_stamp

__all__ = ["Database", "peek"]

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# A disk without locks answers with one of these; one that is busy only must not be taken for it.
_LOCKLESS = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOLFS})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_LOW_BYTE = 0xFF
_LOOKS = 3
_PAUSE = 0.1

Answer = TypeVar("Answer")


class Database:
    """Tables on disk; work on them is done whole or not at all, one process after another.

    SQLite's write-ahead log needs shared memory, which network disks lack, so it is not used.
    Where the disk has no locks at all, a file beside it is the lock. Nothing is made or opened
    before it is needed. All methods may be called from any thread.

    Parameters
    ----------
    path
        The file; made for its owner alone.
    schema
        Its tables.
    name
        What it is to a person, as a sentence begins with it: "The basket".
    remedy
        What to do where it cannot be used.
    tries
        How often work is tried where the file is busy or damaged.
    busy
        How many seconds each try waits for others.
    sets_aside
        Whether a file that is damaged, or holds something else, is renamed and begun anew. Else
        that is told and the file left as it is.
    """

    def __init__(
        self,
        path: Path,
        *,
        schema: Schema,
        name: str,
        remedy: str = "Try again in a moment, and see that the disk is not full.",
        tries: int = 1,
        busy: float = 10.0,
        sets_aside: bool = False,
    ) -> None:
        self._path = path
        self._schema = schema
        self._name = name
        self._remedy = remedy
        self._tries = tries
        self._busy = busy
        self._sets_aside = sets_aside
        self._lock = threading.Lock()
        self._closed = False
        self._lockless = False
        self._connection: sqlite3.Connection | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def stamp(self) -> Stamp | None:
        """Return what changes with each change of any process; None where there is no file.

        Nothing is opened for it.
        """
        try:
            return file_stamp(self._path)
        except OSError:
            return None

    def open(self) -> bool:
        """Open the file now, and return whether it could be; not while others hold it.

        Raises
        ------
        NotAvailableError
            It cannot be used.
        """
        try:
            self.read(lambda _connection: None, tries=1)
        except NotAvailableError as error:
            if _is_busy(error.__cause__):
                return False
            raise
        return True

    def read(
        self, work: Callable[[sqlite3.Connection], Answer], *, tries: int | None = None
    ) -> Answer:
        """Do something that sees one state of the tables, and changes none.

        Raises
        ------
        NotAvailableError
            The file is busy, damaged, of a newer version, or cannot be written.
        """
        return self._do(work, "BEGIN", self._tries if tries is None else tries)

    def write(
        self, work: Callable[[sqlite3.Connection], Answer], *, tries: int | None = None
    ) -> Answer:
        """Do something that may change the tables; otherwise like `read`.

        When it raises, or this process dies, nothing of it is done.
        """
        return self._do(work, "BEGIN IMMEDIATE", self._tries if tries is None else tries)

    def close(self) -> None:
        """Close the file; nothing can be read or written later."""
        with self._lock:
            self._closed = True
            self._forget()

    def _do(self, work: Callable[[sqlite3.Connection], Answer], begin: str, tries: int) -> Answer:
        reason: sqlite3.Error | OSError | None = None
        for _ in range(tries):
            with self._lock:
                if self._closed:
                    raise self._refusal("it is closed")
                try:
                    connection = self._connection or self._open()
                    with self._alone(), _transaction(connection, begin):
                        return work(connection)
                except (sqlite3.Error, OSError) as error:
                    reason = error
                    if not _is_busy(error):
                        self._forget()
        raise self._refusal(getattr(reason, "strerror", None) or str(reason)) from reason

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with contextlib.ExitStack() as held:
            if self._lockless:
                try:
                    held.enter_context(locked(self._path))
                except ConflictError as error:
                    raise self._refusal("others hold it") from error
            yield

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _open(self) -> sqlite3.Connection:
        try:
            self._connection = self._opened()
        except sqlite3.DatabaseError as error:
            damaged = isinstance(error, UnusableError) or _code(error) in _DAMAGED
            if not (self._sets_aside and damaged):
                raise
            self._path.rename(self._path.with_suffix(f".broken-{int(time.time())}"))
            self._connection = self._opened()
        return self._connection

    def _opened(self) -> sqlite3.Connection:
        make_private(self._path)
        for left in reversed(range(0 if self._lockless else _LOOKS)):
            try:
                return self._connect(self._path)
            except sqlite3.OperationalError as error:
                if _code(error) not in _LOCKLESS:
                    raise
                # What fails once only says nothing of the disk's locks, which others may hold.
                time.sleep(_PAUSE if left else 0.0)
        self._lockless = True
        with self._alone():
            return self._connect(f"{self._path.absolute().as_uri()}?nolock=1")

    def _connect(self, where: Path | str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            where,
            timeout=self._busy,
            isolation_level=None,
            check_same_thread=False,
            uri=isinstance(where, str),
        )
        try:
            with _transaction(connection, "BEGIN IMMEDIATE"):
                prepare(connection, self._schema, thorough=self._sets_aside)
        except BaseException:
            connection.close()
            raise
        return connection

    def _refusal(self, reason: str) -> NotAvailableError:
        return NotAvailableError(
            f"{self._name}, {self._path}, cannot be used just now: {reason}.", remedy=self._remedy
        )


def peek(path: Path, query: str) -> bool:
    """Tell whether a query finds anything in a file; True too where that cannot be read just now.

    Nothing is made, and where there is no file nothing is found.
    """
    if not path.is_file():
        return False
    address = f"{path.absolute().as_uri()}?mode=ro"
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(address, uri=True, timeout=5.0)) as connection,
    ):
        return connection.execute(query).fetchone() is not None
    return True


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        # This too can meet a busy file, and must not leave the transaction open then.
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _is_busy(error: BaseException | None) -> bool:
    return isinstance(error, ConflictError) or _code(error) in _BUSY


def _code(error: Any) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _LOW_BYTE
