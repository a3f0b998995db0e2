"""Jobs and their files on disk, shared by several processes."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from ...activities.owner import Owner
from ...errors import NotFoundError
from ...models import TransferFileState, TransferState
from .database import job_database
from .records import Ask, FileRecord, JobRecord, KeptJob, Sums

__all__ = ["Brought", "JobStore"]

_SILENT = 120.0
_MARKS = 500
_COLUMNS = "state, ask, owner, updated, body"
_PUT_FILE = (
    "INSERT OR REPLACE INTO file (job, number, position, state, size, done, address, item, path, "
    "body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_FORGET = """
DELETE FROM file WHERE job = ? AND (path = '' OR EXISTS (
    SELECT 1 FROM file AS other WHERE other.job != file.job AND other.path != ''
    AND other.address = file.address AND other.item = file.item AND other.path = file.path
))
"""
_BROUGHT = "SELECT address, item, path, size FROM file WHERE path != '' AND size IS NOT NULL"
_ACTIVE: tuple[TransferState, ...] = ("queued", "running", "waiting")


class Brought(msgspec.Struct, frozen=True, gc=False):
    """A file that came, maybe gone since: its address, the item it came for, where, its bytes."""

    address: str
    item: str
    path: str
    size: int


class JobStore:
    """Keeps jobs, and which files came, also when their jobs are cleared away.

    Parameters
    ----------
    path
        The SQLite file.
    clock
        Unix time in seconds.

    Attributes
    ----------
    doing
        The jobs that this process does just now.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._database = job_database(path)
        self._clock = clock
        self.owner = Owner.current()
        self.doing: set[str] = set()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def add(self, job: JobRecord, files: Sequence[FileRecord]) -> None:
        """Keep a new job, which belongs to this process."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO job (id, started, state, owner, updated, body) "
                "VALUES (?, ?, 'queued', ?, ?, ?)",
                (job.id, job.started, _packed(self.owner), self._clock(), _packed(job)),
            )
            connection.executemany(_PUT_FILE, (_row(job.id, file) for file in files))

        self._database.write(work)

    def jobs(self) -> list[KeptJob]:
        """List all jobs, the newest first."""
        query = f"SELECT {_COLUMNS} FROM job ORDER BY started DESC, rowid DESC"  # noqa: S608
        rows = self._database.read(lambda connection: connection.execute(query).fetchall())
        return [_kept(row) for row in rows]

    def get(self, job: str) -> KeptJob:
        """Return a job.

        Raises
        ------
        NotFoundError
            There is none of that id, or it was cleared away.
        """
        query = f"SELECT {_COLUMNS} FROM job WHERE id = ?"  # noqa: S608  (constants)
        row = self._database.read(lambda connection: connection.execute(query, (job,)).fetchone())
        if row is None:
            raise NotFoundError(f"There is no transfer {job[:80]!r}.", remedy="List them again.")
        return _kept(row)

    def put(self, job: JobRecord, state: TransferState) -> None:
        """Keep how a job is now."""
        values = (state, self._clock(), _packed(job), job.id)
        query = "UPDATE job SET state = ?, updated = ?, body = ? WHERE id = ?"
        self._database.write(lambda connection: connection.execute(query, values))

    def claim(self, job: str, *, states: Iterable[TransferState] = _ACTIVE) -> bool:
        """Take a job that nobody does, or whose process has died; tells whether it is ours now."""
        wanted = tuple(states)

        def work(connection: sqlite3.Connection) -> bool:
            query = f"SELECT {_COLUMNS} FROM job WHERE id = ?"  # noqa: S608  (constants)
            row = connection.execute(query, (job,)).fetchone()
            if row is None:
                return False
            kept = _kept(row)
            if kept.state not in wanted or not self.is_free(kept):
                return False
            connection.execute(
                "UPDATE job SET owner = ?, updated = ?, ask = '' WHERE id = ?",
                (_packed(self.owner), self._clock(), job),
            )
            return True

        return self._database.write(work)

    def is_free(self, kept: KeptJob) -> bool:
        """Tell whether no living process does a job; of other machines, by its silence."""
        if kept.owner is None:
            return True
        if kept.owner == self.owner:
            return kept.record.id not in self.doing
        silent = self._clock() - kept.updated > _SILENT
        same = kept.owner.host == self.owner.host
        return kept.owner.is_gone() or (silent and not same)

    def release(self, job: str) -> None:
        """Say that this process does not do it any more."""
        values = (self._clock(), job, _packed(self.owner))
        query = "UPDATE job SET owner = NULL, updated = ? WHERE id = ? AND owner = ?"
        self._database.write(lambda connection: connection.execute(query, values))

    def ask(self, job: str, what: Ask) -> None:
        """Leave word for the process that does it."""
        query = "UPDATE job SET ask = ? WHERE id = ?"
        self._database.write(lambda connection: connection.execute(query, (what, job)))

    def save(self, job: str, files: Sequence[FileRecord]) -> Ask:
        """Keep how files are now; returns what somebody asked of the job meanwhile."""

        def work(connection: sqlite3.Connection) -> Ask:
            connection.executemany(_PUT_FILE, [_row(job, file) for file in files])
            connection.execute("UPDATE job SET updated = ? WHERE id = ?", (self._clock(), job))
            row = connection.execute("SELECT ask FROM job WHERE id = ?", (job,)).fetchone()
            # What was cleared away elsewhere is not gone on with.
            return msgspec.convert(row[0], Ask) if row else "cancel"

        return self._database.write(work)

    def files(
        self,
        job: str,
        *,
        offset: int = 0,
        limit: int = -1,
        state: TransferFileState | None = None,
    ) -> list[FileRecord]:
        """Return files of a job in their order, all or those of a state."""
        where, values = _where(job, state)
        query = f"SELECT body FROM file {where} ORDER BY position LIMIT ? OFFSET ?"  # noqa: S608
        rows = self._database.write(
            lambda connection: connection.execute(query, (*values, limit, offset)).fetchall()
        )
        return [msgspec.json.decode(body, type=FileRecord) for (body,) in rows]

    def sums(self, job: str) -> Sums:
        """Count the files of a job, and their bytes."""
        query = (
            "SELECT state, count(*), coalesce(sum(coalesce(size, done)), 0), "
            "coalesce(sum(done), 0), sum(size IS NULL) FROM file WHERE job = ? GROUP BY state"
        )
        rows = self._database.read(lambda connection: connection.execute(query, (job,)).fetchall())
        sums = Sums()
        for state, count, size, done, unknown in rows:
            sums.by_state[state] = count
            sums.files += count
            sums.size += size
            sums.done += done
            sums.unknown += unknown if state not in ("done", "here") else 0
        return sums

    def remove(self, job: str) -> None:
        """Forget a job; of its files it is still known where they came to."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(_FORGET, (job,))
            connection.execute("DELETE FROM job WHERE id = ?", (job,))

        self._database.write(work)

    def version(self) -> object:
        """Return what is another one when anything was kept since, by whichever process."""

        def work(connection: sqlite3.Connection) -> object:
            # The first tells of others' changes, the second of those through this connection.
            (others,) = connection.execute("PRAGMA data_version").fetchone()
            return others, connection.total_changes, id(connection)

        return self._database.read(work)

    def brought(
        self, *, items: Sequence[str] | None = None, addresses: Sequence[str] | None = None
    ) -> list[Brought]:
        """Return files that came, those of some items or addresses, or all; they may be gone."""
        column, keys = ("item", items) if items is not None else ("address", addresses)

        def work(connection: sqlite3.Connection) -> list[Brought]:
            if keys is None:
                return [Brought(*row) for row in connection.execute(_BROUGHT)]
            found = []
            for start in range(0, len(keys), _MARKS):
                part = keys[start : start + _MARKS]
                marks = ",".join("?" * len(part))
                query = f"{_BROUGHT} AND {column} != '' AND {column} IN ({marks})"
                found += [Brought(*row) for row in connection.execute(query, part)]
            return found

        return self._database.read(work)


def _row(job: str, file: FileRecord) -> tuple[object, ...]:
    size = file.size if file.size is not None else file.piece.size
    kept = msgspec.structs.replace(file, piece=file.piece.kept())
    address = kept.piece.wanted.naming if not kept.piece.wanted.params else ""
    # A preview or a part that was cut out does not make an item one that is here.
    item = kept.piece.item if kept.piece.is_data else ""
    return (
        *(job, file.number, file.position, file.state, size, file.done),
        *(address, item, file.path, _packed(kept)),
    )


def _where(job: str, state: TransferFileState | None) -> tuple[str, tuple[str, ...]]:
    if state is None:
        return "WHERE job = ?", (job,)
    return "WHERE job = ? AND state = ?", (job, state)


def _kept(row: tuple[str, str, bytes | None, float, bytes]) -> KeptJob:
    state, ask, owner, updated, body = row
    return KeptJob(
        record=msgspec.json.decode(body, type=JobRecord),
        state=msgspec.convert(state, TransferState),
        owner=msgspec.json.decode(owner, type=Owner) if owner else None,
        updated=updated,
        ask=msgspec.convert(ask, Ask),
    )


def _packed(value: msgspec.Struct) -> bytes:
    return msgspec.json.encode(value)
