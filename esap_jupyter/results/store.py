"""The directory of stored results; a result is a folder that appears and vanishes whole."""

import logging
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ..errors import BadRequestError, ConflictError, NotAvailableError, NotFoundError
from ..models import Column, Provenance, Result
from ..wording import one_line

__all__ = ["Draft", "ResultStore"]

_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{12}")
_DRAFT_SUFFIX = ".draft"
_DRAFT_SECONDS = 24 * 3600.0
_TABLE = "table.arrow"
_DESCRIPTION = "result.json"
_MAX_NAME = 120
_logger = logging.getLogger(__name__)


class Draft:
    """A result in the making; nobody sees it before `commit`.

    Attributes
    ----------
    id
        The id that the result will have.
    folder
        A private folder; all that is in it but the answer becomes the result's.
    answer
        Where to spool the archive's answer.
    table
        Where to write the Arrow IPC file.
    """

    def __init__(self, *, store: "ResultStore", id: str, clock: Callable[[], float]) -> None:  # noqa: A002
        self._store = store
        self._clock = clock
        self.id = id
        self.folder = store.folder / (id + _DRAFT_SUFFIX)
        self.answer = self.folder / "answer"
        self.table = self.folder / _TABLE

    def share(self, partial: Result) -> None:
        """Let what has come so far be looked at under the id; see `ResultStore.look`.

        Parameters
        ----------
        partial
            What there is; its id and name become this draft's.
        """
        named = self.id
        size = Path(partial.path).stat().st_size
        shown = {"id": named, "name": partial.name or named, "size": size, "partial": True}
        self._store.partials[named] = msgspec.structs.replace(partial, **shown)

    def commit(
        self,
        *,
        name: str,
        title: str,
        archive: str,
        collection: str | None,
        rows: int,
        truncated: bool,
        columns: list[Column],
        provenance: Provenance,
    ) -> Result:
        """Make it a result.

        Parameters
        ----------
        name
            The wish; a number is added where the name is taken.

        Returns
        -------
        Result
            The stored result, with its id, name and path.

        Raises
        ------
        BadRequestError
            A value could not be read back, such as a limit of 1.5 rows.
        """
        final = self._store.folder / self.id
        result = Result(
            id=self.id,
            name=self._store.free_name(name),
            title=title,
            archive=archive,
            collection=collection,
            created=self._clock(),
            rows=rows,
            truncated=truncated,
            columns=columns,
            provenance=provenance,
            path=str(final / _TABLE),
            size=self.table.stat().st_size,
        )
        self.answer.unlink(missing_ok=True)
        _check(result)
        _describe(self.folder, result)
        self.folder.rename(final)
        self._store.partials.pop(self.id, None)
        return self._store.settle(result)

    def discard(self) -> None:
        """Remove all of it."""
        self._store.partials.pop(self.id, None)
        shutil.rmtree(self.folder, ignore_errors=True)


class ResultStore:
    """Results of all searches, shared by the server, kernels and terminals of one person.

    Parameters
    ----------
    home
        The platform's home; results lie in its folder ``results``.
    clock
        The time in Unix seconds.

    Attributes
    ----------
    folder
        Where the results lie.
    partials
        Those of this process whose rows are still coming, by id.
    arriving
        Tables of kernels on their way into this process, by id.
    """

    def __init__(self, *, home: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self.folder = home / "results"
        self._told: set[str] = set()
        self.partials: dict[str, Result] = {}
        self.arriving: dict[str, Draft] = {}

    def begin(self) -> Draft:
        """Start a result, and clear away drafts that were left a day ago."""
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._sweep()
        moment = datetime.fromtimestamp(self._clock(), UTC)
        draft = Draft(
            store=self, id=f"{moment:%Y%m%d-%H%M%S}-{secrets.token_hex(6)}", clock=self._clock
        )
        draft.folder.mkdir(mode=0o700)
        return draft

    def look(self, id_or_name: str) -> Result:
        """Find a result, or what has come of it so far; otherwise like `get`."""
        return self.partials.get(id_or_name) or self.get(id_or_name)

    def get(self, id_or_name: str) -> Result:
        """Find a result.

        Raises
        ------
        NotFoundError
            There is none of that id or name.
        ConflictError
            Its rows are still coming; they can be looked at, but not used yet.
        """
        partial = self.partials.get(id_or_name)
        if partial is not None:
            raise ConflictError(
                f"The rows of {partial.title} are still coming.",
                remedy="Wait until all are here, or cancel the search to keep those that are.",
            )
        if _ID.fullmatch(id_or_name):
            try:
                return self._load(self.folder / id_or_name)
            except (OSError, msgspec.MsgspecError):
                raise _unknown(id_or_name) from None
        for result in self.list():
            if result.name == id_or_name:
                return result
        raise _unknown(id_or_name)

    def has(self, result_id: str) -> bool:
        """Say whether a result of that id is stored."""
        return (
            _ID.fullmatch(result_id) is not None
            and (self.folder / result_id / _DESCRIPTION).exists()
        )

    def rename(self, id_or_name: str, name: str) -> Result:
        """Give a result another name.

        Raises
        ------
        NotFoundError
            There is no such result.
        BadRequestError
            The name is empty or too long, or has the form of an id.
        ConflictError
            Another result has the name.
        NotAvailableError
            The home cannot be written.
        """
        result = self.get(id_or_name)
        wanted = one_line(name)
        if not wanted or len(wanted) > _MAX_NAME:
            raise BadRequestError(
                "The name of a result has 1 to 120 characters.", remedy="Choose another name."
            )
        if _ID.fullmatch(wanted):
            raise BadRequestError(
                f"{wanted!r} has the form of an id, so that no result could be found by it.",
                remedy="Choose another name.",
            )
        if any(other.name == wanted and other.id != result.id for other in self.list()):
            raise ConflictError(
                f"Another result is already named {wanted!r}.", remedy="Choose another name."
            )
        renamed = msgspec.structs.replace(result, name=wanted)
        _check(renamed)
        with _changing(result):
            _describe(self.folder / result.id, renamed)
        return renamed

    def delete(self, id_or_name: str) -> None:
        """Remove a result; kernels that have its table mapped keep it.

        Raises
        ------
        NotFoundError
            There is no such result.
        NotAvailableError
            The home cannot be written.
        """
        result = self.get(id_or_name)
        folder = self.folder / result.id
        # Without its description it is no result any more, whatever happens next.
        with _changing(result):
            for name in (_DESCRIPTION, _TABLE):
                (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    def free_name(self, wish: str) -> str:
        """Return the wish, with a number behind it where it is taken."""
        base = one_line(wish)[: _MAX_NAME - 8] or "result"
        taken = {result.name for result in self.list()}
        name, number = base, 1
        while name in taken or _ID.fullmatch(name):
            number += 1
            name = f"{base}_{number}"
        return name

    def settle(self, result: Result) -> Result:
        """Rename a fresh result whose name another process took at the same moment.

        Both may do so; the end of the id keeps their names apart.
        """
        if not any(other.name == result.name and other.id != result.id for other in self.list()):
            return result
        return self.rename(result.id, f"{result.name[: _MAX_NAME - 7]}_{result.id[-6:]}")

    def _folders(self, *, described: bool = True) -> Iterator[Path]:
        if self.folder.is_dir():
            for folder in self.folder.iterdir():
                known = (folder / _DESCRIPTION).exists()
                if _ID.fullmatch(folder.name) and known == described:
                    yield folder

    def _load(self, folder: Path) -> Result:
        result = msgspec.json.decode((folder / _DESCRIPTION).read_bytes(), type=Result)
        table = folder / _TABLE
        # The home may have moved, and the text of a file must not point elsewhere.
        return msgspec.structs.replace(
            result, id=folder.name, path=str(table), size=table.stat().st_size
        )

    def _sweep(self) -> None:
        drafts = self.folder.glob(f"*{_DRAFT_SUFFIX}")
        for folder in (*drafts, *self._folders(described=False)):
            try:
                age = self._clock() - folder.stat().st_mtime
            except FileNotFoundError:
                continue
            if age > _DRAFT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

    def list(self) -> list[Result]:
        """All results, the newest first.

        What cannot be read is left as it is and logged, once.
        """
        found = []
        for folder in self._folders():
            try:
                found.append(self._load(folder))
            except (OSError, msgspec.MsgspecError) as error:
                self._tell(folder, error)
        return sorted(found, key=lambda result: (result.created, result.id), reverse=True)

    def _tell(self, folder: Path, error: Exception) -> None:
        if folder.name not in self._told:
            self._told.add(folder.name)
            _logger.warning("The stored result in %s cannot be read: %s", folder, error)


def _check(result: Result) -> None:
    """Refuse what `msgspec` writes but does not read, as it trusts the types of what it writes."""
    try:
        msgspec.json.decode(msgspec.json.encode(result), type=Result)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise BadRequestError(
            f"The result cannot be stored: {error}.",
            remedy="Search again with plain numbers and texts.",
        ) from error


def _describe(folder: Path, result: Result) -> None:
    fresh = folder / f".{_DESCRIPTION}.{secrets.token_hex(4)}"
    try:
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2))
        fresh.replace(folder / _DESCRIPTION)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


@contextmanager
def _changing(result: Result) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotAvailableError(
            f"The result {result.name!r} cannot be changed: {error.strerror or error}.",
            remedy="Free space in the folder ESAP_HOME, or see that you can write to it.",
        ) from error


def _unknown(id_or_name: str) -> NotFoundError:
    return NotFoundError(
        f"There is no result {id_or_name!r}.",
        remedy="esap.results() lists the results that are stored.",
    )
