"""Uploads as activities: queued, told, cancelled by their ids."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import msgspec

from ...activities import Activities, Handle
from ...errors import BadRequestError, CancelledError, EsapError, NotAvailableError
from ...models import Activity, UploadRequest
from ...net import cancel_scope
from ...staging.queue import WorkQueue
from ..connection import LakeConnection
from ..dids import DidName
from ..rules import check_lifetime
from .access import StorageAccess
from .download import Counter, Downloaded, failure_of
from .items import Item, below, items_of, new_did
from .keeping import Keeper
from .registering import Registrar
from .sending import Sender
from .waiting import waited_for

__all__ = ["LakeUploads", "Uploaded"]

_MOST = 2
_AT_ONCE = 4

Export = Callable[[str, Path], Path]
"""Writes a stored result (its id) as a file into a folder."""


class Uploaded(msgspec.Struct):
    """What is in the lake now: new, or there already; and what went wrong, by DID."""

    new: list[DidName] = []
    old: list[DidName] = []
    failed: dict[str, EsapError] = {}


class LakeUploads:
    """Stores files in lakes.

    Parameters
    ----------
    activities
        Where uploads are told.
    home
        Gives ESAP's home.
    lake
        Gives a lake by its id.
    export
        Writes results.
    """

    def __init__(
        self,
        *,
        activities: Callable[[], Activities],
        home: Callable[[], Path],
        lake: Callable[[str], LakeConnection],
        export: Export,
    ) -> None:
        self._activities = activities
        self._home = home
        self._lake = lake
        self._export = export
        self._queue = WorkQueue(most=_MOST)

    def start(self, lake_id: str, wanted: UploadRequest, *, root: Path) -> Activity:
        """Put an upload in the queue; its activity tells how it goes.

        Parameters
        ----------
        lake_id
            The lake.
        wanted
            What to store, and where.
        root
            The workspace, to which its paths are relative.

        Raises
        ------
        NotFoundError
            There is no such lake, file or result.
        BadRequestError
            Something in it makes no sense.
        CancelledError
            ESAP is closing.
        """
        lake = self._lake(lake_id)
        _check(wanted)
        paths = [below(root, path) for path in wanted.paths]
        items = items_of(paths, wanted.scope) if paths or not wanted.results else []
        handle = self._activities().start("upload", _title(items, wanted, lake.entry.name))

        def work() -> None:
            self._run(handle, lake, wanted, items)

        try:
            self._queue.add(handle, work)
        except CancelledError as error:
            handle.fail(error)
            raise
        return handle.activity

    def upload(
        self,
        lake: LakeConnection,
        wanted: UploadRequest,
        paths: Sequence[Path],
        follow: Callable[[Activity], None] = lambda _: None,
    ) -> Uploaded:
        """Store files and wait; interrupting it cancels. See `start`.

        Raises
        ------
        CancelledError
            It was cancelled.
        """
        _check(wanted)
        items = items_of(paths, wanted.scope) if paths or not wanted.results else []
        handle = self._activities().start("upload", _title(items, wanted, lake.entry.name))
        return waited_for(
            handle, lambda: self._run(handle, lake, wanted, items), follow, what="upload"
        )

    def close(self) -> None:
        """Cancel all that run or wait."""
        self._queue.close()

    def _run(
        self, handle: Handle, lake: LakeConnection, wanted: UploadRequest, items: list[Item]
    ) -> Uploaded:
        done = Uploaded()
        try:
            with tempfile.TemporaryDirectory(prefix="esap-") as folder, ExitStack() as stack:
                handle.update(message="looking at the files")
                stack.enter_context(cancel_scope(handle.cancel))
                # Each has a folder of its own, so that none is written over another of its name.
                made = [
                    self._export(result, Path(tempfile.mkdtemp(dir=folder)))
                    for result in dict.fromkeys(wanted.results)
                ]
                every = [*items, *(items_of(made, wanted.scope) if made else [])]
                self._store(handle, lake, wanted, every, done)
        except EsapError as error:
            handle.fail(error)
            done.failed[""] = error
        except OSError as error:
            failed = NotAvailableError(
                f"The upload cannot go on: {error.strerror or error}"
                f"{f' ({error.filename})' if error.filename else ''}.",
                remedy="See that the files are there, and that there is space in ESAP's home.",
            )
            handle.fail(failed)
            done.failed[""] = failed
        except BaseException as error:
            handle.fail(error)
            raise
        else:
            if done.failed:
                handle.fail(_failure(done, len(every)))
            else:
                size = handle.activity.total
                handle.finish(done=size, total=size)
        return done

    def _store(
        self,
        handle: Handle,
        lake: LakeConnection,
        wanted: UploadRequest,
        items: list[Item],
        done: Uploaded,
    ) -> None:
        registrar = Registrar(lake)
        known = registrar.known(item.did for item in items)
        total = sum(item.path.stat().st_size for item in items)
        scheme = registrar.scheme(wanted.rse)
        new = sum(item.path.stat().st_size for item in items if item.did not in known)
        registrar.check_room(wanted.rse, new)
        if len(known) < len(items):
            registrar.check_scope(wanted.scope)
        handle.update(message="sending", done=0, total=total, unit="bytes")
        lacking = [item.did for item in items if item.did not in known]
        addresses = registrar.addresses(wanted.rse, scheme, lacking)
        sender = self._sender(lake, wanted, scheme, registrar, addresses)
        counter = Counter(lambda count: handle.update(done=count, total=total))

        def one(item: Item) -> None:
            if handle.cancelled:
                return
            key = item.did.scope, item.did.name
            try:
                is_new = sender.send(
                    item,
                    known.get(item.did),
                    progress=lambda count: counter.set(key, count),
                    cancel=handle.cancel,
                )
            except CancelledError:
                handle.cancel.set()
            except EsapError as error:
                done.failed[str(item.did)] = error
            else:
                (done.new if is_new else done.old).append(item.did)

        with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="esap-lake") as pool:
            list(pool.map(one, items))
        if handle.cancelled:
            raise CancelledError("It was cancelled.")
        if done.new or done.old:
            handle.update(message="registering", done=total, total=total, unit="bytes")
            _finish(lake, registrar, wanted, done)

    def _sender(
        self,
        lake: LakeConnection,
        wanted: UploadRequest,
        scheme: str,
        registrar: Registrar,
        addresses: Mapping[DidName, str],
    ) -> Sender:
        access = StorageAccess(
            entry=lake.entry, clients=lake.clients, credential=lambda: lake.credential("")
        )
        return Sender(
            lake=lake.entry.id,
            rse=wanted.rse,
            scheme=scheme,
            registrar=registrar,
            access=access,
            books=self._home() / "lake-uploads",
            metadata=wanted.metadata,
            addresses=addresses,
        )


def _finish(
    lake: LakeConnection, registrar: Registrar, wanted: UploadRequest, done: Uploaded
) -> None:
    """Put what is stored into its dataset, and have it kept; what is not kept is told."""
    stored = [*done.new, *done.old]
    kept = stored
    if wanted.dataset:
        dataset = DidName(wanted.scope, wanted.dataset)
        if registrar.make_dataset(dataset):
            registrar.describe(dataset, wanted.metadata)
        registrar.attach(dataset, stored)
        kept = [dataset]
    refused = Keeper(lake.rules).keep(kept, wanted.rse, wanted.lifetime)
    done.failed |= {str(did): error for did, error in refused.items()}


def _check(wanted: UploadRequest) -> None:
    new_did(wanted.scope, wanted.dataset or "name")
    if not wanted.rse.isascii() or not wanted.rse.replace("-", "").replace("_", "").isalnum():
        raise BadRequestError(
            f"{wanted.rse[:80]!r} is not an RSE.", remedy="Choose one storage element."
        )
    check_lifetime(wanted.lifetime)


def _failure(done: Uploaded, count: int) -> EsapError:
    stored = {str(did) for did in (*done.new, *done.old)}
    lost = done.failed.keys() - stored
    words = "were not stored; the others are" if stored else "were not stored"
    if not lost or (stored and len(lost) < len(done.failed)):
        words = "had trouble; what is stored stays so"
    return failure_of(Downloaded(failed=done.failed), count, words=words)


def _title(items: Sequence[Item], wanted: UploadRequest, lake: str) -> str:
    count = len(items) + len(wanted.results)
    what = items[0].path.name if len(items) == count == 1 else f"{count} files"
    return f"{what} to {lake}"
