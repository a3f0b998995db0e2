"""Brings one file of a job, whichever way it comes, and writes down what it is."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from ...errors import EsapError, NotAvailableError, NotFoundError
from ...net import Progress
from ...urls import is_in_lake, without_secrets
from ..moving import NowAt, settled
from ..names import folder_in
from ..pieces import Piece
from ..record import Line, write_line
from ..roots import Roots
from ..wanted import Fetched, Moves, steady
from .doors import EngineDoor, LakeDoor, RowDoor, TapeDoor
from .records import FileRecord, JobRecord

__all__ = ["Bringer"]

Unpack = Callable[[Path, threading.Event], Path | None]
KindOf = Callable[[Path], str]


class Bringer:
    """Brings files.

    Parameters
    ----------
    engine
        Fetches what has an address.
    rows
        Finds the files of rows.
    lakes
        Brings what lies in data lakes.
    tapes
        Bring files from tape onto disk.
    kind_of
        Tells the type of a file from its bytes.
    unpack
        Unpacks an archive beside itself; returns the folder, None for a file that is none.
    moves
        Tells whether the addresses of an archive move.
    now_at
        Tells where such an archive is now.
    roots
        Where files may be read by ``file://``.
    """

    def __init__(
        self,
        *,
        engine: EngineDoor,
        rows: RowDoor,
        lakes: LakeDoor,
        tapes: tuple[TapeDoor, ...] = (),
        kind_of: KindOf = lambda _: "",
        unpack: Unpack = lambda _path, _cancel: None,
        moves: Moves = lambda _: False,
        now_at: NowAt = lambda _: None,
        roots: Roots | None = None,
    ) -> None:
        self._roots = roots or Roots()
        self._engine = engine
        self._rows = rows
        self._lakes = lakes
        self.tapes = tapes
        self._kind_of = kind_of
        self._unpack = unpack
        self._moves = moves
        self._now_at = now_at

    def here(self, piece: Piece) -> Path | None:
        """Say where a file lies whole on this machine, contacting nobody."""
        if piece.path and Path(piece.path).is_file():
            return Path(piece.path)
        if piece.later or piece.error is not None or not piece.wanted.url:
            return None
        if is_in_lake(piece.wanted.url):
            return self._lakes.here(piece)
        return self._engine.here(piece.wanted)

    @property
    def lakes(self) -> LakeDoor:
        """What brings files of data lakes."""
        return self._lakes

    def expand(self, job: JobRecord, piece: Piece, cancel: threading.Event) -> list[Piece]:
        """Return the files of a row or DID whose turn has come, in the folders that were planned.

        Raises
        ------
        TooLargeError
            There is no room for those of a DID.
        EsapError
            Nobody tells which they are.
        """
        return [
            msgspec.structs.replace(
                each,
                folders=piece.folders,
                wanted=steady(each.wanted, moves=self._moves(each.wanted.archive)),
            )
            for each in self._found(job, piece, cancel)
        ]

    def bring(
        self,
        job: JobRecord,
        file: FileRecord,
        *,
        progress: Progress,
        cancel: threading.Event,
    ) -> FileRecord:
        """Bring a file and return how it is now.

        Raises
        ------
        EsapError
            It could not be had.
        """
        root = Path(job.root)
        if not root.is_dir():
            raise NotAvailableError(
                f"The folder {root} that it was to come into is no longer there.",
                remedy="Put it back and try again, or stage it anew.",
            )
        piece = self._as_it_is(file.piece)
        path = Path(piece.path) if piece.path else None
        if path is not None and path.is_file() and (not job.copy or path.is_relative_to(root)):
            size, kind = path.stat().st_size, self._kind_of(path)
            here = {"path": str(path), "size": size, "done": size, "kind": kind, "error": None}
            return msgspec.structs.replace(file, state="here", **here)
        self._roots.add(root)
        folder = folder_in(root, *piece.folders)
        fetched = self._fetch(piece, folder, copy=job.copy, progress=progress, cancel=cancel)
        unpacked = self._unpack(fetched.path, cancel) if job.unpack else None
        kind = self._kind_of(fetched.path)
        self._note(piece, fetched, kind, root)
        return msgspec.structs.replace(
            file,
            state="done",
            path=str(fetched.path),
            unpacked=str(unpacked) if unpacked else "",
            size=fetched.size,
            done=fetched.size,
            kind=kind,
            url=without_secrets(fetched.url),
            checksums=fetched.checksums,
            verified=fetched.verified,
            message="It was here already." if fetched.reused else "",
            error=None,
        )

    def _fetch(
        self,
        piece: Piece,
        folder: Path,
        *,
        copy: bool,
        progress: Progress,
        cancel: threading.Event,
    ) -> Fetched:
        wanted = piece.wanted
        if is_in_lake(wanted.url):
            return self._lakes.bring(
                piece,
                folder,
                copy=copy,
                progress=lambda done: progress(done, wanted.size),
                cancel=cancel,
            )
        if piece.path:
            others = [wanted.url, *wanted.alternatives]
            local = Path(piece.path).as_uri()
            wanted = msgspec.structs.replace(wanted, url=local, alternatives=others)
        return self._engine.fetch(wanted, folder, progress=progress, cancel=cancel)

    def _as_it_is(self, piece: Piece) -> Piece:
        if piece.secret and not piece.result:
            raise NotAvailableError(
                f"The address of {piece.wanted.name or 'the file'} held a key, which is not kept "
                "on disk.",
                remedy="Stage it again by its address.",
            )
        if is_in_lake(piece.wanted.url):
            return piece
        if not piece.result:
            return self._settled(piece)
        try:
            return self._rows.again(piece)
        except NotFoundError:
            # The result was deleted; its addresses may hold all the same.
            if piece.secret:
                raise
            return piece

    def _settled(self, piece: Piece) -> Piece:
        """Return a file that stands in no result as it is found now, after a restart too."""
        now = self._now_at(piece.wanted.archive)
        return piece if now is None else settled(piece, now)

    def _found(self, job: JobRecord, piece: Piece, cancel: threading.Event) -> list[Piece]:
        if is_in_lake(piece.wanted.url):
            found = self._lakes.pieces(piece.wanted.url, cancel)
            if not found:
                raise NotFoundError(
                    f"{piece.wanted.name or piece.wanted.url} holds no files.",
                    remedy="Look at it in its lake.",
                )
            self._lakes.check_room(found, Path(job.root, *piece.folders))
            return found
        asked = self._settled(piece).asked
        if asked is not None:
            return self._rows.of_row(asked, piece.which)
        found = self._rows.of_later(piece)
        if not found:
            raise NotFoundError("The row has no files.", remedy="Look at the files of the row.")
        return found

    def _note(self, piece: Piece, fetched: Fetched, kind: str, root: Path) -> None:
        """Write the manifest, where the file lies in this job's own folder."""
        folder = fetched.path.parent
        if not fetched.path.is_relative_to(root):
            return
        wanted = piece.wanted
        line = Line(
            name=fetched.path.name,
            size=fetched.size,
            url=without_secrets(fetched.url or wanted.url),
            archive=wanted.archive,
            collection=wanted.collection,
            content_type=wanted.content_type,
            kind=kind,
            checksums=fetched.checksums,
            verified=fetched.verified,
            fetched=time.time(),
            result=piece.result,
            row=piece.row,
            item=piece.item,
        )
        try:
            write_line(folder, line)
        except OSError as error:
            raise EsapError(
                f"The file is here, but the list beside it in {folder} cannot be written: "
                f"{error.strerror or error}.",
                remedy="See that there is space, and that no link has its name.",
            ) from error
