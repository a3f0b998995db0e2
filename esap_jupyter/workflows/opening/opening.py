"""Opens a workflow: fetch, unpack, put in place, make the notebook ready, complete with data."""

import secrets
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from ...activities import Handle
from ...compute import Compute
from ...disk.lease import leased
from ...errors import EsapError, NotFoundError
from ...models.openings import OpenRequest
from ...models.staging import StageWhat
from ...net import Progress
from ...staging.names import folder_in
from .aside import aside_of
from .dressing import Dressed, content_of, dressed
from .fetching import Fetching, file_name
from .layout import placed
from .ledger import Ledger, Opening, key_of
from .merging import merge
from .origins import origin_fields, origin_words
from .parameters import filled
from .plans import Chosen, Planning
from .unpacking import unpacked, wrapped

__all__ = ["Bring", "Opened", "Opener"]

Bring = Callable[[Sequence[StageWhat], Path], Sequence[Path]]
"""Stages data into a workspace, and returns where they are."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it.

    Attributes
    ----------
    path
        The notebook, or the folder where none is known.
    notes
        What people should know.
    failure
        What could not be had of the data; the notebook is there nevertheless.
    """

    path: Path
    notes: list[str] = []
    failure: EsapError | None = None


class Opener:
    """Opens workflows.

    Parameters
    ----------
    planning
        Chooses what is to be opened.
    fetching
        Brings files.
    ledger
        Remembers what was opened.
    compute
        Where notebooks are parsed.
    bring
        Stages data for parameters.
    clock
        Unix time in seconds.
    """

    def __init__(
        self,
        *,
        planning: Planning,
        fetching: Fetching,
        ledger: Ledger,
        compute: Compute,
        bring: Bring,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._planning = planning
        self._fetching = fetching
        self._ledger = ledger
        self._compute = compute
        self._bring = bring
        self._clock = clock

    def open(
        self,
        to_open: Chosen,
        request: OpenRequest,
        root: Path,
        handle: Handle,
        *,
        paths: Sequence[Path] = (),
    ) -> Opened:
        """Do all of it; where it fails before the notebook is in place, nothing has changed.

        Parameters
        ----------
        to_open, request
            What, and how.
        root
            The workspace.
        handle
            The activity that is told how it goes.
        paths
            Data that are here already, for parameters.

        Raises
        ------
        EsapError
            It could not be opened.
        """
        handle.update(message="fetching", done=0, unit="bytes")
        folder = folder_in(root, *to_open.parts)
        lock = self._ledger.folder / f"{key_of(to_open.workflow.id, to_open.folder)}.lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        with leased(lock, cancel=handle.cancel), aside_of(folder) as aside:
            known = self._ledger.get(to_open.workflow.id, to_open.folder) or Opening(
                id=key_of(to_open.workflow.id, to_open.folder),
                workflow=to_open.workflow.id,
                folder=str(to_open.folder),
                opened=self._clock(),
            )
            source, top = self._fetched(to_open, aside, handle)
            checksum = to_open.files[0].checksum if to_open.archive else ""
            to_open = msgspec.structs.replace(to_open, top=top)
            given = [*paths, *(self._bring(request.what, root) if request.what else ())]
            texts = [str(each) for each in given]
            content = self._ready(to_open, request, source, texts, handle)
            merged = merge(source, folder, "", known, request.existing)
            notes = [*(content.notes if content else []), *merged.notes()]
            path = folder / merged.beside.get(to_open.path, to_open.path)
            if to_open.path in merged.kept and (texts or request.values):
                self._renew(path, to_open, request, texts)
            known = msgspec.structs.replace(
                known,
                opened=self._clock(),
                doi=to_open.workflow.doi,
                version=to_open.workflow.version,
                tops={**known.tops, to_open.archive: top},
                sources={**known.sources, to_open.archive: checksum},
                files={**known.files, **merged.files},
            )
            self._ledger.put(known)
            known, failure = self._with_data(to_open, request, known, aside, handle)
        return Opened(path=path, notes=notes, failure=failure)

    def _fetched(self, to_open: Chosen, aside: Path, handle: Handle) -> tuple[Path, str]:
        """Bring the files; returns where they lie as they are to lie here, and what is left out."""
        source = aside / "files"
        source.mkdir()
        if to_open.is_here:
            return self._there(to_open, source), to_open.top
        for file in to_open.files:
            place = aside / "packed" if to_open.archive else source
            if not to_open.archive:
                place = source.joinpath(*PurePosixPath(placed(file.name)).parts[:-1])
            handle.update(message=f"fetching {file_name(file.name)}", unit="bytes")
            path = self._fetching.file(
                to_open.workflow, file, place, progress=_teller(handle), cancel=handle.cancel
            )
            if to_open.archive:
                handle.update(message=f"unpacking {path.name}")
                found, top = wrapped(unpacked(path, handle.cancel), placed(to_open.top))
                return found, to_open.top if top else ""
        return source, ""

    @staticmethod
    def _there(to_open: Chosen, source: Path) -> Path:
        """Take the notebook as it lies there, where all of its archive does."""
        notebook, copied = to_open.folder / to_open.path, source / to_open.path
        if to_open.summary and notebook.is_file() and not notebook.is_symlink():
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(notebook, copied)
        return source

    def _ready(
        self,
        to_open: Chosen,
        request: OpenRequest,
        source: Path,
        paths: list[str],
        handle: Handle,
    ) -> Dressed | None:
        if to_open.summary is None:
            return None
        notebook = source / to_open.path
        if not notebook.is_file():
            raise NotFoundError(
                f"{to_open.summary.path} is not in {to_open.workflow.title} (any more).",
                remedy="Look at the record again, and choose another.",
            )
        handle.update(message="preparing the notebook")
        made = self._dressed(notebook, to_open, request, paths, is_new=True)
        if made.content is not None:
            notebook.unlink()
            notebook.write_bytes(made.content)
        return made

    def _renew(self, path: Path, to_open: Chosen, request: OpenRequest, paths: list[str]) -> None:
        """Put other values into the person's own notebook, and leave all else as it is.

        It is not marked as ours by that.
        """
        made = self._dressed(path, to_open, request, paths, is_new=False)
        if made.content is not None:
            aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            aside.write_bytes(made.content)
            aside.replace(path)

    def _dressed(
        self, path: Path, to_open: Chosen, request: OpenRequest, paths: list[str], *, is_new: bool
    ) -> Dressed:
        summary, workflow = to_open.summary, to_open.workflow
        known = summary.parameters if summary else []
        inside = summary.path if summary else ""
        return self._compute.run(
            dressed,
            content_of(path),
            name=path.name,
            origin=origin_fields(workflow, inside) if is_new else {},
            words=origin_words(workflow, inside, self._clock()) if is_new else "",
            values={**filled(known, paths), **request.values},
            without_outputs=request.without_outputs and is_new,
            lane="decode",
        )

    def _with_data(
        self,
        to_open: Chosen,
        request: OpenRequest,
        known: Opening,
        aside: Path,
        handle: Handle,
    ) -> tuple[Opening, EsapError | None]:
        """Complete the folder with the workflow's own data, as far as they can be had."""
        offered = {each.url: each for each in self._planning.offered(to_open)}
        beside = str(PurePosixPath(to_open.path).parent)
        failure: EsapError | None = None
        for number, url in enumerate(request.data):
            below = placed(offered[url].folder, to_open.top) if offered[url].folder else beside
            below = "" if below == "." else below
            try:
                source = self._data(url, aside / f"data{number}", handle)
                folder = Path(known.folder)
                merged = merge(source, folder, below, known, request.existing)
            except EsapError as error:
                if handle.cancelled:
                    raise
                failure = failure or error
                continue
            known = msgspec.structs.replace(
                known,
                files={**known.files, **merged.files},
                data=list(dict.fromkeys([*known.data, url])),
            )
            self._ledger.put(known)
        return known, failure

    def _data(self, url: str, aside: Path, handle: Handle) -> Path:
        handle.update(message=f"fetching {file_name(url.partition('?')[0])}", unit="bytes")
        path = self._fetching.data(url, aside, progress=_teller(handle), cancel=handle.cancel)
        handle.update(message=f"unpacking {path.name}")
        return unpacked(path, handle.cancel)


def _teller(handle: Handle) -> Progress:
    def tell(done: int, total: int | None) -> None:
        handle.update(done=done, total=total)

    return tell
