"""What would come of what is asked for: which files, how, from where, and where to."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from ..errors import BadRequestError, CancelledError, EsapError, TooLargeError
from ..models import WhichLinks
from ..urls import is_in_lake, origin, without_secrets
from ..wording import describe_error
from .jobs.doors import LakeDoor, RowDoor
from .names import safe_name
from .near import Near
from .pieces import Asked, AskedDid, AskedFile, AskedRow, AskedRows, Piece
from .roots import Roots
from .template import FOLDER, Layout
from .wanted import Moves, Wanted, steady

__all__ = ["MOST_FILES", "Planner"]

MOST_FILES = 100_000
_AT_ONCE = 8
_WORTH = 2
_SCHEMES = ("http", "https", "dav", "davs", "root", "roots", "xroot", "s3", "gs", "abfs", "az")
_EXAMPLE = 'Give "rucio://lake/scope:name", an address of the web, or rows of a result.'

Sizes = Callable[[Sequence[Wanted], threading.Event | None], dict[str, int]]


class Planner:
    """Finds the files of what is asked for.

    Parameters
    ----------
    rows
        Finds the files of rows.
    lakes
        Finds the files of DIDs.
    near
        Chooses the way to a file.
    layout
        Where files go.
    sizes
        Asks servers for sizes that nobody has told, by address.
    moves
        Tells whether the addresses of an archive move.
    roots
        Where files may be named by ``file://``, besides the workspace that is staged into.
    """

    def __init__(
        self,
        *,
        rows: RowDoor,
        lakes: LakeDoor,
        near: Near,
        layout: Layout,
        sizes: Sizes = lambda _wanted, _cancel: {},
        moves: Moves = lambda _: False,
        roots: Roots | None = None,
    ) -> None:
        self.roots = roots or Roots()
        self._rows = rows
        self._lakes = lakes
        self._near = near
        self._layout = layout
        self._sizes = sizes
        self._moves = moves

    def pieces(
        self,
        asked: Iterable[Asked],
        *,
        root: Path,
        which: WhichLinks = "this",
        folder: Sequence[str] | None = None,
        ask_first: int = 0,
        ask_sizes: bool = False,
        cancel: threading.Event | None = None,
    ) -> list[Piece]:
        """Return the files, each once, in the order in which they were asked for.

        What cannot be found is a piece with an error, so that the others come all the same.

        Parameters
        ----------
        asked
            What is asked for.
        root
            The workspace.
        which
            Which links of rows.
        folder
            Where they go below the root, instead of where the layout says.
        ask_first
            Of how many rows archives are asked now; of the others when their turn comes.
        ask_sizes
            Whether servers are asked for sizes that nobody has told.
        cancel
            Ends it when set.

        Raises
        ------
        TooLargeError
            There are more files than a job takes.
        CancelledError
            It was cancelled.
        """
        found: dict[object, Piece] = {}
        for part in self._parts(list(asked), root, which, ask_first, cancel):
            for piece in part:
                placed = self._placed(piece, folder)
                found.setdefault(placed.key, placed)
            if len(found) > MOST_FILES:
                raise TooLargeError(
                    f"There are more than {MOST_FILES} files.", remedy="Stage them in parts."
                )
        pieces = list(found.values())
        return self._sized(pieces, cancel) if ask_sizes else pieces

    def of_lake(
        self, lake: str, dids: Sequence[str], folder: Sequence[str] | None = None
    ) -> list[Piece]:
        """Return DIDs of a lake, whose files are looked for when their turn comes.

        Parameters
        ----------
        lake
            The lake's id.
        dids
            Each ``scope:name``, of files or of what holds files.
        folder
            Where they go below the root, instead of a folder of the lake's.

        Raises
        ------
        NotFoundError
            There is no such lake.
        BadRequestError
            Something is no DID, or there is none.
        """
        return [self._placed(piece, folder) for piece in self._lakes.later(lake, dids)]

    def _parts(
        self,
        asked: Sequence[Asked],
        root: Path,
        which: WhichLinks,
        ask_first: int,
        cancel: threading.Event | None,
    ) -> Iterator[list[Piece]]:
        """Find the files of each; of rows that stand by themselves several at once."""

        def of(number: int, each: Asked) -> list[Piece]:
            single = isinstance(each, AskedRow)
            most = ask_first - number if single else ask_first
            return self._of(each, root, which, most, cancel)

        if sum(isinstance(each, AskedRow) for each in asked) < _WORTH:
            yield from map(of, range(len(asked)), asked)
            return
        pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="esap-plan")
        try:
            waited = {
                number: pool.submit(of, number, each)
                for number, each in enumerate(asked)
                if number < ask_first or _asks_a_lake(each)
            }
            for number, each in enumerate(asked):
                yield waited.pop(number).result() if number in waited else of(number, each)
        finally:
            pool.shutdown(cancel_futures=True)

    def _of(
        self,
        asked: Asked,
        root: Path,
        which: WhichLinks,
        ask_first: int,
        cancel: threading.Event | None,
    ) -> list[Piece]:
        try:
            if isinstance(asked, AskedRows):
                found = self._rows.of_rows(asked, which, most=ask_first, cancel=cancel)
            elif isinstance(asked, AskedRow):
                found = self._rows.of_row(asked, which, now=ask_first > 0)
            elif isinstance(asked, AskedDid):
                found = [_in_lake(asked)]
            else:
                found = [self._file(asked, root)]
            return [one for piece in found for one in self._routed(piece, cancel)]
        except (CancelledError, TooLargeError):
            raise
        except EsapError as error:
            return [_failed(asked, error)]

    def _routed(self, piece: Piece, cancel: threading.Event | None) -> list[Piece]:
        """Put the files of a lake in the place of an address of one."""
        url = piece.wanted.url
        if piece.error is not None or not is_in_lake(url) or piece.parent:
            return [piece]
        try:
            found = self._lakes.pieces(url, cancel)
        except CancelledError:
            raise
        except EsapError as error:
            return [msgspec.structs.replace(piece, way="lake", error=describe_error(error))]
        about = {"result": piece.result, "row": piece.row, "item": piece.item}
        return [msgspec.structs.replace(each, **about) for each in found]

    def _file(self, asked: AskedFile, root: Path) -> Piece:
        url = asked.url.strip()
        if is_in_lake(url):
            return _in_lake(AskedDid(address=url, item=asked.item))
        if not url:
            what = f"a {asked.kind} without an address" if asked.kind else "nothing"
            raise BadRequestError(
                f"{asked.called[:80]!r} names no file: it is {what}.",
                remedy="Give it an address, or leave it out.",
            )
        scheme = urlsplit(url).scheme.lower()
        if scheme == "file":
            return _local(asked, url, Roots(root, *self.roots))
        if scheme not in (*_SCHEMES, "srm") or (scheme in ("http", "https") and not origin(url)):
            raise BadRequestError(f"{_shown(url)!r} names no data.", remedy=_EXAMPLE)
        host = urlsplit(url).hostname or ""
        wanted = Wanted(
            url=url,
            who=host or scheme,
            name=asked.name and safe_name(asked.name),
            size=asked.size,
            checksums=asked.checksums,
            content_type=asked.content_type,
            archive=asked.archive,
            collection=asked.collection,
        )
        way = self._near.best(wanted)
        return Piece(wanted=way.wanted, way=way.way, why=way.why, path=way.path, item=asked.item)

    def _placed(self, piece: Piece, folder: Sequence[str] | None) -> Piece:
        wanted = steady(piece.wanted, moves=self._moves(piece.wanted.archive))
        piece = msgspec.structs.replace(piece, wanted=wanted)
        if folder is not None:
            return msgspec.structs.replace(piece, folders=list(folder))
        if is_in_lake(wanted.url):
            lake = wanted.url.partition("://")[2].partition("/")[0]
            return msgspec.structs.replace(piece, folders=[FOLDER, safe_name(lake)])
        host = urlsplit(piece.tape or wanted.url).hostname or ""
        parts = self._layout.parts(
            archive=wanted.archive, collection=wanted.collection, host=host or "web"
        )
        return msgspec.structs.replace(piece, folders=parts)

    def _sized(self, pieces: list[Piece], cancel: threading.Event | None) -> list[Piece]:
        unknown = [
            piece.wanted
            for piece in pieces
            if piece.size is None
            and piece.way == "https"
            and not (piece.later or piece.error or piece.wanted.params)
        ]
        told = self._sizes(unknown, cancel) if unknown else {}
        return [
            msgspec.structs.replace(piece, estimate=told[piece.wanted.url], told=True)
            if piece.size is None and piece.wanted.url in told
            else piece
            for piece in pieces
        ]


def _asks_a_lake(asked: Asked) -> bool:
    """Tell whether the files of it have to be asked for now; other rows wait for their turn."""
    if isinstance(asked, AskedFile):
        return is_in_lake(asked.url.strip())
    if isinstance(asked, AskedRow):
        return is_in_lake(asked.address)
    return isinstance(asked, AskedDid)


def _in_lake(asked: AskedDid) -> Piece:
    return Piece(wanted=Wanted(url=asked.address.strip()), way="lake", item=asked.item)


def _local(asked: AskedFile, url: str, roots: Roots) -> Piece:
    """Return a file of the workspace, which is here; others are nobody's business."""
    path = Path(unquote(urlsplit(url).path))
    if not roots.hold(path) or not path.is_file():
        raise BadRequestError(
            f"{_shown(url)!r} is no file of the workspace.", remedy="Give a path in the workspace."
        )
    return Piece(
        wanted=Wanted(url=url, name=path.name, size=path.stat().st_size),
        way="mounted",
        why="It is in the workspace.",
        path=str(path),
        item=asked.item,
    )


def _failed(asked: Asked, error: EsapError) -> Piece:
    told = describe_error(error)
    if isinstance(asked, AskedRows):
        return Piece(wanted=Wanted(url="", name="rows"), result=asked.result, error=told)
    if isinstance(asked, AskedRow):
        return Piece(wanted=Wanted(url=asked.address, name="row"), item=asked.item, error=told)
    url = asked.address if isinstance(asked, AskedDid) else asked.url
    called = "" if isinstance(asked, AskedDid) else asked.called
    return Piece(wanted=Wanted(url=url, name=_shown(url) or called), item=asked.item, error=told)


def _shown(url: str) -> str:
    return without_secrets(url)[:80]
