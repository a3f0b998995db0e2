"""The files of many rows: told by the rows themselves, or by their archive when it is asked."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from ....compute import Compute
from ....errors import CancelledError, EsapError
from ....models import Column, Result, WhichLinks
from ....results.numbered import row_numbers, rows_cells
from ....staging.near import Near
from ....staging.pieces import AskedRow, AskedRows, Piece
from ....staging.wanted import Wanted
from ....votable.services import ServiceDescriptor
from ....wording import describe_error
from .cells import Row
from .choosing import Chosen, checksums_of, chosen, cloud_of, collection_of, estimate_of
from .datalink import LinkRow, links_url
from .services import RowServices

__all__ = ["RowFiles"]

_AT_ONCE = 8
_CHUNK = 2000
_MOST_COLUMNS = 80
_LIKELY = ("access", "format", "mime", "url", "preview", "collection", "cloud", "surl", "md5")
_SURL = "srm://"
_LATER = "Its archive is asked for its files when its turn comes."


class RowFiles:
    """Finds the files of rows.

    Parameters
    ----------
    services
        Asks archives what belongs to a row.
    compute
        Where tables are read.
    name_of
        Returns an archive's name by its id.
    near
        Chooses the way to a file.
    result_of
        Returns a stored result by its id or name.
    """

    def __init__(
        self,
        *,
        services: RowServices,
        compute: Compute,
        name_of: Callable[[str], str],
        near: Near,
        result_of: Callable[[str], Result],
    ) -> None:
        self._result_of = result_of
        self._services = services
        self._compute = compute
        self._name_of = name_of
        self._near = near

    def of_rows(
        self,
        asked: AskedRows,
        which: WhichLinks,
        *,
        most: int,
        cancel: threading.Event | None = None,
    ) -> list[Piece]:
        """Return the files of rows, in their order.

        Parameters
        ----------
        asked
            The rows of a stored result.
        which
            Which of their links.
        most
            How many rows their archive is asked about now; the others are for later.
        cancel
            Ends it when set.

        Raises
        ------
        NotFoundError
            There is no such result or row.
        """
        result = self._result_of(asked.result)
        rows = self._compute.run(
            row_numbers,
            result.path,
            asked.rows,
            asked.sort,
            asked.direction,
            asked.where,
            lane="view",
        )
        services = self._services.services(result)
        pieces: list[Piece] = []
        for number, row in self._rows(result, rows, services):
            piece = _piece(result, number, row, asked, which)
            direct = not asked.link and not asked.parameters and not _is_told(row, services)
            pieces += self._direct(piece, row, services) if direct else [piece]
        unknown = [at for at, piece in enumerate(pieces) if piece.later][:most]
        found = self._asked(result, [pieces[at] for at in unknown], cancel)
        answers = dict(zip(unknown, found, strict=True))
        return [one for at, piece in enumerate(pieces) for one in answers.get(at, [piece])]

    def of_row(self, asked: AskedRow, which: WhichLinks, *, now: bool = True) -> list[Piece]:
        """Return the files of a row that stands in no result here.

        Where its archive has to be asked for them, that is done ``now`` or is for later.
        """
        row = Row(columns=asked.columns, cells=asked.cells, address=asked.address)
        who = asked.who or self._name_of(asked.archive) if asked.archive else "The archive"
        piece = Piece(
            wanted=Wanted(
                url="",
                who=who,
                archive=asked.archive,
                collection=collection_of(row) or asked.collection,
            ),
            item=asked.item,
            which=which,
            parameters=asked.parameters,
            estimate=estimate_of(row),
            why=_LATER,
            later=True,
            asked=asked,
        )
        if surl := _surl(row):
            wanted = msgspec.structs.replace(piece.wanted, url=surl)
            return [self._placed(_known(piece, wanted), row)]
        if row.is_datalink and not now:
            return [piece]
        found = self._chosen(piece, lambda: self._services.told(row, who=who), row)
        several = sum(each.is_data for each in found) > 1
        return [each if several else _promised(each, asked) for each in found]

    def of_later(self, piece: Piece) -> list[Piece]:
        """Return the files of a row whose turn has come."""
        (found,) = self._asked(self._result_of(piece.result), [piece], None)
        return found

    def again(self, piece: Piece) -> Piece:
        """Return a file with its address as its archive tells it now; it may have moved."""
        result = self._result_of(piece.result)
        moved = self._services.rebased(result)
        wanted = piece.wanted
        if not piece.secret:
            now = msgspec.structs.replace(wanted, url=moved(wanted.url))
            return msgspec.structs.replace(piece, wanted=now)
        links = self._services.found(result, piece.row or 0)
        (one,) = chosen(links, who=wanted.who, link=piece.link)
        return msgspec.structs.replace(
            piece, wanted=_placed(one.wanted, wanted), secret=False, error=None
        )

    def _rows(
        self, result: Result, rows: Sequence[int], services: Sequence[ServiceDescriptor]
    ) -> Iterator[tuple[int, Row]]:
        at = _telling(result.columns, services)
        columns = [result.columns[each] for each in at]
        moved = self._services.rebased(result)
        for start in range(0, len(rows), _CHUNK):
            part = rows[start : start + _CHUNK]
            cells = self._compute.run(rows_cells, result.path, part, at, lane="view")
            for number, texts in zip(part, cells, strict=True):
                yield number, Row(columns=columns, cells=[text and moved(text) for text in texts])

    def _direct(self, piece: Piece, row: Row, services: Sequence[ServiceDescriptor]) -> list[Piece]:
        if surl := _surl(row):
            wanted = msgspec.structs.replace(piece.wanted, url=surl)
            return [self._placed(_known(piece, wanted), row)]
        who = piece.wanted.who
        return self._chosen(piece, lambda: self._services.told(row, services, who=who), row)

    def _asked(
        self, result: Result, pieces: Sequence[Piece], cancel: threading.Event | None
    ) -> list[list[Piece]]:
        """Ask archives about rows, a few at a time; what they refuse is told of each."""

        def ask(piece: Piece) -> list[Piece]:
            if cancel is not None and cancel.is_set():
                raise CancelledError("It was cancelled.")
            number = piece.row or 0
            return self._chosen(piece, lambda: self._services.found(result, number), None)

        if len(pieces) < 2:  # noqa: PLR2004  (one needs no threads)
            return [ask(piece) for piece in pieces]
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="esap-links") as pool:
            return list(pool.map(ask, pieces))

    def _chosen(
        self, piece: Piece, links: Callable[[], Mapping[str, LinkRow]], row: Row | None
    ) -> list[Piece]:
        try:
            files = chosen(
                links(),
                who=piece.wanted.who,
                which=piece.which,
                link=piece.link,
                parameters=piece.parameters,
            )
        except CancelledError:
            raise
        except EsapError as error:
            told = describe_error(error)
            return [msgspec.structs.replace(piece, later=False, asked=None, why="", error=told)]
        return [self._placed(_with(piece, one), row) for one in files]

    def _placed(self, piece: Piece, row: Row | None) -> Piece:
        this = piece.semantics.endswith("#this") or not piece.semantics
        wanted, estimate = piece.wanted, piece.estimate if this else None
        cloud = cloud_of(row) if row is not None and this else None
        if row is not None and this and (sums := checksums_of(row)):
            wanted = msgspec.structs.replace(wanted, checksums=sums)
        if wanted.params:
            estimate = None
        way = self._near.best(wanted, cloud=cloud)
        about = {"way": way.way, "why": way.why, "path": way.path, "estimate": estimate}
        return msgspec.structs.replace(piece, wanted=way.wanted, **about)


def _piece(result: Result, number: int, row: Row, asked: AskedRows, which: WhichLinks) -> Piece:
    who = result.provenance.archive_name or result.archive
    collection = collection_of(row) or result.collection or ""
    wanted = Wanted(url="", who=who, archive=result.archive, collection=collection)
    return Piece(
        wanted=wanted,
        result=result.id,
        row=number,
        link=asked.link,
        parameters=asked.parameters,
        which=which,
        later=True,
        why=_LATER,
        estimate=estimate_of(row),
    )


def _with(piece: Piece, one: Chosen) -> Piece:
    return msgspec.structs.replace(
        piece,
        wanted=_placed(one.wanted, piece.wanted),
        semantics=one.semantics,
        link=one.link,
        later=False,
        asked=None,
        why="",
    )


def _known(piece: Piece, wanted: Wanted) -> Piece:
    return msgspec.structs.replace(piece, wanted=wanted, later=False, asked=None, why="")


def _promised(piece: Piece, asked: AskedRow) -> Piece:
    """Expect of a row's data, which are one file, what is known of them from elsewhere."""
    if not asked.checksums or not piece.is_data or piece.error is not None:
        return piece
    wanted = msgspec.structs.replace(
        piece.wanted, checksums=asked.checksums, size=asked.size or piece.wanted.size
    )
    return msgspec.structs.replace(piece, wanted=wanted)


def _placed(found: Wanted, before: Wanted) -> Wanted:
    return msgspec.structs.replace(found, archive=before.archive, collection=before.collection)


def _is_told(row: Row, services: Sequence[ServiceDescriptor]) -> bool:
    """Tell whether the row's archive has to be asked for its links."""
    return row.is_datalink or bool(links_url(services, row.by_name))


def _surl(row: Row) -> str:
    cells = row.by_name
    text = next((cell for name, cell in cells.items() if name.lower() == "surl"), "")
    return text.strip() if text.strip().lower().startswith(_SURL) and not row.access_url else ""


def _telling(columns: Sequence[Column], services: Sequence[ServiceDescriptor]) -> list[int]:
    """Return which columns can tell of files; of a wide table not all are read."""
    named = {param.ref for service in services for param in service.inputs if param.ref}
    if len(columns) <= _MOST_COLUMNS:
        return list(range(len(columns)))
    return [at for at, one in enumerate(columns) if one.name in named or _is_likely(one)]


def _is_likely(column: Column) -> bool:
    words = " ".join((column.name, column.ucd or "", column.utype or "")).lower()
    return any(word in words for word in (*_LIKELY, "meta.ref", "meta.code"))
